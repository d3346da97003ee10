// What the page of the simulator needs beyond htmx: the end of a chat stays in sight, Enter sends, what was typed is
// never lost, the clock ticks. Without it all of the page works by links and forms.
;(() => {
  const nearEnd = 60
  const scrolls = () => [...document.querySelectorAll('[data-gulung]')]
  const identity = scroll => `${scroll.id}|${scroll.getAttribute('aria-label')}`
  const endOf = scroll => scroll.querySelector('.conversation > :last-child')?.id ?? ''
  const isAtEnd = scroll => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < nearEnd
  const pillOf = scroll => document.querySelector(`[data-terbaru="${scroll.dataset.gulung}"]`)

  /** Where each chat stood before the page changed. */
  let before = new Map()

  function remember() {
    before = new Map(
      scrolls().map(scroll => [
        scroll.dataset.gulung,
        { identity: identity(scroll), end: endOf(scroll), atEnd: isAtEnd(scroll) },
      ]),
    )
  }

  function settle() {
    for (const scroll of scrolls()) {
      const was = before.get(scroll.dataset.gulung)
      const isOther = !was || was.identity !== identity(scroll)
      const isMine = scroll.querySelector('.conversation > :last-child.mine')
      const isNew = !isOther && was.end !== endOf(scroll)
      if (isOther || was.atEnd || (isNew && isMine)) scroll.scrollTop = scroll.scrollHeight
      const pill = pillOf(scroll)
      if (!pill) continue
      if (isAtEnd(scroll)) pill.hidden = true
      else if (isNew) pill.hidden = false
    }
  }

  document.addEventListener('htmx:before:swap', event => {
    // An answer for what is not looked at any more comes too late.
    const { ctx } = event.detail
    const source = ctx?.sourceElement
    if (source?.matches?.('section[hx-get]') && source.getAttribute('hx-get') !== ctx.request.action) {
      event.preventDefault()
      return
    }
    // A failure is told in a sentence; it never takes the place of the page.
    const status = ctx?.response?.status ?? 200
    if (status >= 400 && status !== 422) {
      event.preventDefault()
      if (ctx.request.method !== 'GET') tell('Itu belum terlaksana. Yang sudah diketik tetap ada; coba sekali lagi.')
      return
    }
    // Under a finger nothing moves: what is pressed would be another element when the finger is lifted, and no click.
    if (isPressed && source?.matches?.('section[hx-get]')) {
      event.preventDefault()
      isHeldBack = true
      return
    }
    remember()
  })
  let isPressed = false
  let isHeldBack = false
  const press = () => void (isPressed = true)
  const release = () =>
    // The click comes after this.
    setTimeout(() => {
      isPressed = false
      if (isHeldBack) htmx.trigger(document.getElementById('aliran'), 'semua')
      isHeldBack = false
    })
  document.addEventListener('pointerdown', press)
  for (const end of ['pointerup', 'pointercancel', 'dragend']) document.addEventListener(end, release)
  document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
    if (ctx?.request && ctx.request.method !== 'GET')
      tell('Loket tidak menjawab. Yang sudah diketik tetap ada; coba sekali lagi.')
  })
  document.addEventListener('htmx:after:swap', () => {
    settle()
    drafts()
    tickAll()
    showNews()
  })
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (target instanceof Element && target.matches('[data-gulung]') && isAtEnd(target)) {
        const pill = pillOf(target)
        if (pill) pill.hidden = true
      }
    },
    true,
  )
  addEventListener('resize', settle)

  document.addEventListener('click', ({ target }) => {
    const pill = target.closest?.('[data-terbaru]')
    if (!pill) return
    const scroll = document.querySelector(`[data-gulung="${pill.dataset.terbaru}"]`)
    scroll.scrollTop = scroll.scrollHeight
    pill.hidden = true
    scroll.focus()
  })

  // Enter sends, Shift+Enter begins a line.
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !event.target.matches?.('textarea[data-isi]'))
      return
    event.preventDefault()
    const form = event.target.form
    form.requestSubmit(form.querySelector('.send'))
  })

  // Half-typed words belong to their chat, as on a phone.
  const kept = new Map()
  document.addEventListener('input', ({ target }) => {
    if (target.matches?.('textarea[data-isi]')) kept.set(target.id, target.value)
  })
  function drafts() {
    for (const field of document.querySelectorAll('textarea[data-isi]'))
      if (field.value === '' && kept.get(field.id) && field !== document.activeElement) field.value = kept.get(field.id)
  }

  // What is being sent leaves the field at once, and comes back when it could not be sent.
  document.addEventListener('htmx:config:request', event => {
    const { ctx } = event.detail
    const form = ctx.sourceElement
    if (!form.matches?.('form.composer')) return
    const field = form.querySelector('textarea[data-isi]')
    const files = [...form.querySelectorAll('input[type=file]')]
    const isEmpty = field.value.trim() === '' && files.every(one => !one.files.length)
    if (isEmpty && !ctx.request.submitter?.value) {
      event.preventDefault()
      field.focus()
      return
    }
    ctx.unsent = { id: field.id, words: field.value }
    field.value = ''
    kept.delete(field.id)
    for (const one of files) one.value = ''
    showChosen(form)
  })
  const giveBack = ({ detail: { ctx } }) => {
    if (!ctx?.unsent) return
    const field = document.getElementById(ctx.unsent.id)
    if (field && field.value === '') field.value = ctx.unsent.words
    kept.set(ctx.unsent.id, ctx.unsent.words)
  }
  document.addEventListener('htmx:response:error', giveBack)
  document.addEventListener('htmx:error', giveBack)
  document.addEventListener('htmx:finally:request', event => {
    const { ctx } = event.detail
    if (ctx?.unsent) document.querySelector(`#${ctx.sourceElement.id} textarea[data-isi]`)?.focus()
    if (ctx?.response && ctx.response.status >= 400) giveBack(event)
  })

  function focusEnd(field) {
    field?.focus()
    field?.setSelectionRange(field.value.length, field.value.length)
  }

  // Answering or rewording: the field is ready for it.
  document.addEventListener('click', ({ target }) => {
    const link = target.closest?.('.actions a')
    if (!link) return
    const panel = link.closest('.actions').id.split('-')[0]
    link.closest('[popover]').hidePopover()
    document.addEventListener(
      'htmx:finally:request',
      () => focusEnd(document.querySelector(`#${panel}-penulis textarea`)),
      {
        once: true,
      },
    )
  })
  document.addEventListener('submit', ({ target }) => {
    target.closest('[popover]')?.hidePopover()
    target.querySelector(':popover-open')?.hidePopover()
  })

  // Chosen files are named before they go.
  document.addEventListener('change', ({ target }) => {
    if (!target.matches?.('.composer input[type=file]')) return
    target.closest('[popover]')?.hidePopover()
    showChosen(target.form)
    target.form.querySelector('textarea[data-isi]').focus()
  })
  function showChosen(form) {
    const names = [...form.querySelectorAll('input[type=file]')].flatMap(one => [...one.files].map(({ name }) => name))
    const place = form.querySelector('[data-terpilih]')
    place.hidden = names.length === 0
    place.textContent = names.length ? `Siap dikirim: ${names.join(', ')}` : ''
  }

  // The server says what time it is; between its words the page counts on.
  const wib = new Intl.DateTimeFormat('id-ID', {
    timeZone: 'Asia/Jakarta',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const told = new Map()
  function tickAll() {
    for (const time of document.querySelectorAll('[data-jam]')) {
      if (told.get('jam')?.said !== time.dataset.jam)
        told.set('jam', { said: time.dataset.jam, ahead: Number(time.dataset.jam) - Date.now() })
      time.textContent = wib.format(Date.now() + told.get('jam').ahead).replaceAll(':', '.')
    }
    for (const left of document.querySelectorAll('[data-hitung]')) {
      if (told.get(left)?.said !== left.dataset.hitung)
        told.set(left, { said: left.dataset.hitung, until: Date.now() + Number(left.dataset.hitung) * 1000 })
      left.textContent = String(Math.max(0, Math.ceil((told.get(left).until - Date.now()) / 1000)))
    }
  }
  setInterval(tickAll, 500)

  function tell(sentence) {
    document.getElementById('kabar').textContent = sentence
    showNews()
  }

  let newsTimer
  function showNews() {
    const news = document.getElementById('kabar')
    clearTimeout(newsTimer)
    if (news?.textContent) newsTimer = setTimeout(() => (news.textContent = ''), 5000)
  }

  remember()
  before.clear()
  settle()
  tickAll()
  showNews()
})()
