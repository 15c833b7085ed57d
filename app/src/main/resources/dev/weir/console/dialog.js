// Actions ask back before they do anything, and say what came of it.
import { html, useEffect, useRef, useState } from './ui.js';

/**
 * A button that opens a question; `act` gets the form's values and returns a promise of what to say.
 * danger: what cannot be taken back. when: whether it can be done now; what was asked stays open all the same.
 */
export function Action({ label, title, text, confirm, danger, fields = [], act, done, small, when = true }) {
  const [open, setOpen] = useState(false);
  return html`${when && html`<button type="button" class="${danger ? 'danger' : 'quiet'} ${small ? 'small' : ''}" onClick=${() => setOpen(true)}>${label}</button>`}
    ${open && html`<${Question} ...${{ title, text, confirm, danger, fields, act, done }} close=${() => setOpen(false)} />`}`;
}

function Question({ title, text, confirm, danger, fields, act, done, close }) {
  const dialog = useRef();
  const [state, setState] = useState({ busy: false, error: null, said: null });
  useEffect(() => {
    dialog.current.showModal();
  }, []);
  const submit = async event => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    setState({ busy: true, error: null, said: null });
    try {
      const said = await act(values);
      setState({ busy: false, error: null, said: said ?? 'Done.' });
      done?.();
    } catch (error) {
      setState({ busy: false, error: error.message, said: null });
    }
  };
  return html`<dialog ref=${dialog} aria-labelledby="question" onClose=${close}>
    <form method="dialog" onSubmit=${submit} class="question">
      <h2 id="question">${title}</h2>
      <p>${text}</p>
      ${state.said === null && fields.map(field => html`<label>${field.label}${field.options
        ? html`<select name=${field.name}>${field.options.map(option => html`<option>${option}</option>`)}</select>`
        : field.rows
          ? html`<textarea name=${field.name} rows=${field.rows} spellcheck="false">${field.value ?? ''}</textarea>`
          : html`<input name=${field.name} value=${field.value ?? ''} autocomplete="off" />`}</label>`)}
      ${state.error && html`<p class="notice bad" role="alert">${state.error}</p>`}
      ${state.said && html`<p class="notice good" role="status">${state.said}</p>`}
      <div class="buttons">
        <button type="button" class="quiet" onClick=${() => dialog.current.close()}>${state.said ? 'Close' : 'Cancel'}</button>
        ${state.said === null && html`<button type="submit" class=${danger ? 'danger' : ''} aria-busy=${state.busy ? 'true' : undefined} disabled=${state.busy}>${confirm}</button>`}
      </div>
    </form>
  </dialog>`;
}
