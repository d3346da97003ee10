// The coach mark: it stands beside what is to be tapped next, follows it, and never takes the focus.
const gap = 12
const edge = 12

const coach = () => document.getElementById('coach')
const ring = () => document.getElementById('panduan-cincin')
const shower = () => document.getElementById('panduan-tampil')

let hiddenKey = null
let announced = null
let scrolledTo = null

const storyNoted = name => {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}
const noteStory = (name, value) => {
  try {
    sessionStorage.setItem(name, value)
  } catch {
    // Without a store the page is led there again after a reload, which does no harm.
  }
}

/** What was prepared for a step is written once into the composer it is for. */
let written = null
let leading = false

/** Leads the page once for each step to where the next tap is enough. */
function lead(mark) {
  if (mark.dataset.keadaan !== 'you' || !mark.dataset.lihat) return
  const key = mark.dataset.kunci
  if (storyNoted('panduan') === key) return
  noteStory('panduan', key)
  void goTo(JSON.parse(mark.dataset.lihat))
}

async function goTo({ isi: _isi, di: _di, ...view }) {
  const address = new URL(location.href)
  for (const name of ['pesan', 'isi', 'di']) address.searchParams.delete(name)
  for (const [name, value] of Object.entries(view)) address.searchParams.set(name, value)
  leading = true
  try {
    await htmx.ajax('GET', address.pathname + address.search, { target: '#panggung', swap: 'outerMorph show:none' })
  } finally {
    leading = false
  }
}

/** Where the marked button sends: the prepared words stand beside it, as the answer they shall be. */
function prepare(mark, target) {
  const field = target.closest('[data-penulis]')?.querySelector('textarea[data-isi]')
  if (!field || !mark.dataset.lihat || leading) return
  const view = JSON.parse(mark.dataset.lihat)
  const place = `${mark.dataset.kunci} ${field.id}`
  if (!view.isi || written === place) return
  if (view.pesan && new URL(location.href).searchParams.get('pesan') !== view.pesan) return void goTo(view)
  written = place
  if (field.value.trim()) return
  field.value = view.isi
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** The first thing of the list that can be seen and is not chosen already. */
function find(mark) {
  if (!mark.dataset.ke) return null
  for (const selector of JSON.parse(mark.dataset.ke)) {
    const found = document.querySelector(selector)
    if (!found || !found.checkVisibility({ visibilityProperty: true })) continue
    const isChosen = ['aria-pressed', 'aria-selected', 'aria-current'].some(name => {
      const value = found.getAttribute(name)
      return value !== null && value !== 'false'
    })
    if (!isChosen) return found
  }
  return null
}

/** Where the mark may stand around a box, wholly in the window, and where its arrow points at the tip within. */
function place(mark, box, tip) {
  const { offsetWidth: width, offsetHeight: height } = mark
  const { innerWidth, innerHeight } = window
  const low = box.top > innerHeight * 0.6
  const within = (at, size, room) => Math.max(edge, Math.min(at, room - size - edge))
  const across = within(box === tip ? box.left : tip.left + tip.width / 2 - width / 2, width, innerWidth)
  const down = within(low ? box.bottom - height : box.top, height, innerHeight)
  const sides = {
    bawah: { left: across, top: box.bottom + gap, fits: box.bottom + gap + height <= innerHeight - edge },
    atas: { left: across, top: box.top - gap - height, fits: box.top - gap - height >= edge },
    kanan: { left: box.right + gap, top: down, fits: box.right + gap + width <= innerWidth - edge },
    kiri: { left: box.left - gap - width, top: down, fits: box.left - gap - width >= edge },
  }
  const order = low ? ['kanan', 'bawah', 'atas', 'kiri'] : ['bawah', 'atas', 'kanan', 'kiri']
  const side = order.find(one => sides[one].fits)
  if (!side) return null
  const { left, top } = sides[side]
  const arrow = side === 'bawah' || side === 'atas' ? tip.left + tip.width / 2 - left : tip.top + tip.height / 2 - top
  const along = side === 'bawah' || side === 'atas' ? width : height
  return { side, left, top, arrow: Math.max(14, Math.min(arrow, along - 14)) }
}

function set(element, values) {
  for (const [name, value] of Object.entries(values))
    if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value)
}

function stand(mark, target) {
  const box = target?.getBoundingClientRect()
  const frame = ring()
  // What was prepared in a composer stays in sight.
  const around = (target?.closest('[data-penulis]') ?? target)?.getBoundingClientRect()
  const at = box && box.width > 0 ? (place(mark, around, box) ?? place(mark, box, box)) : null
  frame.hidden = !at
  mark.classList.toggle('placed', Boolean(at))
  if (!at) {
    delete mark.dataset.sisi
    set(mark, { left: '', top: '' })
    return
  }
  mark.dataset.sisi = at.side
  set(mark, { left: `${at.left}px`, top: `${at.top}px`, '--panah': `${at.arrow}px` })
  set(frame, {
    left: `${box.left - 5}px`,
    top: `${box.top - 5}px`,
    width: `${box.width + 10}px`,
    height: `${box.height + 10}px`,
  })
}

function tell(mark) {
  const note = mark.querySelector('.coach-note')?.textContent.trim() ?? ''
  // A note that counts down is said once.
  const said = `${mark.dataset.kunci} ${note.replace(/\d+/g, '')}`
  if (announced === said) return
  const isNew = !announced?.startsWith(`${mark.dataset.kunci} `)
  announced = said
  const words = isNew ? [...mark.querySelectorAll('.coach-count, h2, h2 + p')].map(one => one.textContent.trim()) : []
  const whole = [...words, note].filter(Boolean).join('. ')
  if (whole) document.getElementById('panduan-suara').textContent = whole
}

function follow() {
  const mark = coach()
  if (!mark) {
    ring().hidden = true
    shower()?.toggleAttribute('hidden', !document.getElementById('panduan-jeda'))
  } else {
    const isHidden = hiddenKey !== null
    mark.hidden = isHidden
    shower()?.toggleAttribute('hidden', !isHidden)
    if (isHidden) ring().hidden = true
    else {
      tell(mark)
      lead(mark)
      // On the way to where the step is, nothing is marked.
      const target = leading ? null : find(mark)
      if (target && scrolledTo !== mark.dataset.kunci) {
        scrolledTo = mark.dataset.kunci
        target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      }
      if (target) prepare(mark, target)
      if (leading) ring().hidden = true
      else stand(mark, target)
    }
  }
  requestAnimationFrame(follow)
}

document.addEventListener('keydown', event => {
  const mark = coach()
  if (event.key !== 'Escape' || !mark || mark.hidden || document.querySelector(':popover-open')) return
  hiddenKey = mark.dataset.kunci
})
document.addEventListener('click', event => {
  if (event.target.closest('#panduan-tampil')) {
    hiddenKey = null
    if (!coach()) void htmx.ajax('POST', '/simulator/panduan/lagi', { swap: 'none' })
  }
  // Another story is another wish to be guided.
  if (event.target.closest('[hx-post="/simulator/panduan"]')) {
    hiddenKey = null
    noteStory('panduan', '')
  }
})
requestAnimationFrame(follow)
