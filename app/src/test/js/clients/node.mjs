// node node.mjs eventsource|undici URL: one line of JSON for each thing that the client says, until standard input ends.
import { followEventSource } from './follow.mjs';

const [, , name, url] = process.argv;
const { EventSource } = await import(name);
followEventSource(EventSource, url, seen => process.stdout.write(JSON.stringify(seen) + '\n'));
process.stdin.on('end', () => process.exit(0)).resume();
