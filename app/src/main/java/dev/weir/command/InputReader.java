package dev.weir.command;

import dev.weir.json.JsonChecks;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a run into batches, on a thread of its own: a pipe may block it for ever. */
final class InputReader implements Runnable {

    private final InputLines lines;
    private final LineDrafts drafts;
    private final long fromLine;
    private final BatchAhead ahead;

    /** @param fromLine the first line to publish; those before it are read and left out */
    InputReader(InputLines lines, LineDrafts drafts, long fromLine, BatchAhead ahead) {
        this.lines = lines;
        this.drafts = drafts;
        this.fromLine = fromLine;
        this.ahead = ahead;
    }

    @Override
    public void run() {
        @Nullable String problem = "the input was not read to its end";
        try (lines) {
            readAll();
            problem = null;
        } catch (BadInput bad) {
            problem = bad.getMessage();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            // In any case, or the sender would wait for ever.
            ahead.end(new BatchAhead.InputEnd(lines.count(), problem));
        }
    }

    private void readAll() throws BadInput, InterruptedException {
        long before = 0;
        for (var line = lines.next(); line != null; line = lines.next()) {
            int bytes = (int) (lines.bytesTaken() - before);
            before += bytes;
            boolean blank = JsonChecks.trimmed(line.text()).isEmpty();
            if (line.number() >= fromLine && !blank && !ahead.add(line.number(), draft(line), bytes, before)) {
                return;
            }
        }
        if (lines.count() < fromLine - 1) {
            throw new BadInput("the input ends at line " + lines.count() + ", before line " + fromLine
                    + " where this run goes on (expected: the same input as before)");
        }
    }

    private Draft draft(InputLines.Line line) throws BadInput {
        try {
            return drafts.draft(line.number(), line.text());
        } catch (InvalidText invalid) {
            throw new BadInput(line.place() + ": " + invalid.getMessage());
        }
    }
}
