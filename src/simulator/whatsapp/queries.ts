import { bigEndian, bytesOf, child, children, node, numberOf, serverJid, userOf, type Node } from './nodes.ts'
import { takeBundle } from './letters.ts'
import { bundleNodes } from './signal-device.ts'
import { seconds, type LinkedDevice, type Person, type World } from './state.ts'

/** What an iq is answered with: the children of its result, or an error code. */
export type Answer = Node[] | { error: number }

/** What the client wants of the server besides an answer. */
export interface Wishes {
  /** The address of the media host, and what it asks for. */
  mediaHost(): string
  active(): void
  unlink(): void
}

const collections = ['critical_block', 'critical_unblock_low', 'regular_high', 'regular_low', 'regular']
const mediaLimit = 100 * 1024 * 1024

/** Answers one iq of a linked device. What nobody knows is answered with an empty result, as most of it wants no more. */
export function answerQuery(world: World, device: LinkedDevice, iq: Node, wishes: Wishes): Answer {
  const [first] = children(iq)
  switch (`${iq.attrs['xmlns']} ${first?.tag ?? ''}`) {
    case 'encrypt count':
      return [node('count', { value: device.preKeys.length })]
    case 'encrypt registration':
      return storeKeys(device, iq)
    case 'encrypt rotate':
      return rotate(device, first!)
    case 'encrypt digest':
      return [node('digest', {}, [node('registration', {}, bigEndian(device.bundle.registrationId, 4))])]
    case 'encrypt key':
      return [
        node(
          'list',
          {},
          children(first, 'user').map(user => keysOf(world, device, user)),
        ),
      ]
    case 'passive active':
      wishes.active()
      return []
    case 'abt props':
    case 'w props':
      // 10518: the client adds the privacy token it has to every message for one person.
      return [node('props', { hash: 'simulasi' }, [node('prop', { name: '10518', value: '1' })])]
    case 'blocklist ':
      return [node('list', { dhash: '0' })]
    case 'privacy privacy':
      return [
        node(
          'privacy',
          {},
          ['readreceipts', 'last', 'online', 'profile', 'status'].map(name => node('category', { name, value: 'all' })),
        ),
      ]
    case 'usync usync':
      return [usync(world, first!)]
    case 'w:sync:app:state sync':
      return [
        node(
          'sync',
          {},
          collections.map(name => node('collection', { name, version: '0', has_more_patches: 'false' })),
        ),
      ]
    case 'w:m media_conn':
      return [
        node('media_conn', { auth: 'simulasi', ttl: 3600, auth_ttl: 3600, max_buckets: 1 }, [
          node('host', { hostname: wishes.mediaHost(), maxContentLengthBytes: mediaLimit }),
        ]),
      ]
    case 'w:mex query':
      return [node('result', {}, Buffer.from(JSON.stringify({ data: mexData(world) })))]
    case 'w:profile:picture picture':
      return { error: 404 }
    case 'md remove-companion-device':
      wishes.unlink()
      return []
    default:
      return []
  }
}

/** An answer as the stanza that carries it. */
export function resultOf(iq: Node, answer: Answer): Node {
  const { id } = iq.attrs
  if (Array.isArray(answer)) return node('iq', { id, from: serverJid, type: 'result' }, answer)
  return node('iq', { id, from: serverJid, type: 'error' }, [
    node('error', { code: answer.error, text: 'item-not-found' }),
  ])
}

function storeKeys(device: LinkedDevice, iq: Node): Answer {
  const publicKey = bytesOf(child(iq, 'skey'), 'value')
  const signature = bytesOf(child(iq, 'skey'), 'signature')
  if (publicKey && signature) device.signedPreKey = { keyId: numberOf(child(iq, 'skey'), 'id'), publicKey, signature }
  for (const key of children(child(iq, 'list'), 'key')) {
    const value = bytesOf(key, 'value')
    if (value) device.preKeys.push({ keyId: numberOf(key, 'id'), publicKey: value })
  }
  device.preKeyLowSaid = false
  return []
}

function rotate(device: LinkedDevice, given: Node): Answer {
  const key = child(given, 'skey')
  const publicKey = bytesOf(key, 'value')
  const signature = bytesOf(key, 'signature')
  if (!publicKey || !signature) return { error: 400 }
  device.signedPreKey = { keyId: numberOf(key, 'id'), publicKey, signature }
  return []
}

/** The keys to begin a session with the device a jid names: everybody's phone is device 0. */
function keysOf(world: World, device: LinkedDevice, user: Node): Node {
  const { jid = '' } = user.attrs
  const person = world.byUser.get(userOf(jid))
  const number = /:(\d+)@/.exec(jid)?.[1] ?? '0'
  if (person && number === '0') return node('user', { jid }, bundleNodes(person.signal.bundle()))
  if (person === world.own && number === String(device.id))
    return node('user', { jid }, bundleNodes(takeBundle(world, device)))
  return node('user', { jid }, [node('error', { code: 404, text: 'item-not-found' })])
}

/** Who has which devices, which LID, and whether a number is on WhatsApp at all. */
function usync(world: World, asked: Node): Node {
  const wanted = children(child(asked, 'query')).map(({ tag }) => tag)
  const users = children(child(asked, 'list'), 'user').map(user => {
    const number = bytesOf(user, 'contact')?.toString('utf8').replace(/\D/g, '')
    const person = world.byUser.get(number ?? userOf(user.attrs['jid']))
    const jid = user.attrs['jid'] ?? person?.account.pn ?? `${number ?? ''}@s.whatsapp.net`
    return node(
      'user',
      { jid },
      wanted.flatMap(tag => usyncField(world, tag, person)),
    )
  })
  return node(
    'usync',
    { sid: asked.attrs['sid'], context: asked.attrs['context'], mode: 'query', last: 'true', index: 0 },
    [
      node(
        'result',
        {},
        wanted.map(tag => node(tag)),
      ),
      node('list', {}, users),
    ],
  )
}

function usyncField(world: World, tag: string, person: Person | undefined): Node[] {
  if (tag === 'contact') return [node('contact', { type: person ? 'in' : 'out' })]
  if (!person) return []
  if (tag === 'lid') return [node('lid', { val: person.account.lid })]
  if (tag !== 'devices') return []
  const phone = node('device', { id: 0 })
  const linked = person === world.own && world.device ? [node('device', { id: world.device.id, 'key-index': 1 })] : []
  return [
    node('devices', {}, [node('device-list', {}, [phone, ...linked]), node('key-index-list', { ts: seconds(world) })]),
  ]
}

function mexData(world: World): object {
  const is_active = seconds(world) < world.timeLockUntil
  return { xwa2_fetch_account_reachout_timelock: timeLock(world, is_active) }
}

/** A time lock as the server words it. */
export function timeLock(world: World, is_active: boolean): object {
  return is_active
    ? { is_active, time_enforcement_ends: String(world.timeLockUntil), enforcement_type: 'WEB_COMPANION_ONLY' }
    : { is_active }
}
