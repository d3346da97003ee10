// What every page needs beyond htmx: it shows when the stream is cut, and when it is back.
const body = document.body
body.addEventListener('htmx:sse:error', () => body.classList.add('cut-off'))
body.addEventListener('htmx:sse:after:connection', () => body.classList.remove('cut-off'))
// A server that goes away closes the stream without an error.
body.addEventListener('htmx:sse:before:connection', event => {
  if (event.detail.connection.attempt > 0) body.classList.add('cut-off')
})
