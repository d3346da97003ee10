import { describe, expect, test, vi } from 'vitest'
import type { Content } from '../../../src/app/ports.ts'
import type { SendPolicy } from '../../../src/channels/whatsapp/adapter.ts'
import { messageIdOf } from '../../../src/channels/whatsapp/message-ids.ts'
import { codeOf } from '../../../src/errors.ts'
import type { Fault, WhatsAppNetwork } from '../../../src/simulator/whatsapp/server.ts'
import { channelContract, outgoing, type ChannelStage } from '../../contracts/channel.ts'
import { boldIn, readable } from './reading.ts'
import { joko, sari, soon, textsOf, useStage, type Life } from './stage.ts'

const { network: start, linked, live } = useStage()

const text = (words: string): Content => ({ kind: 'text', text: [words] })

/** Sari has written, so that she may be answered. */
async function stageWithSari(
  policy: Partial<SendPolicy> = {},
): Promise<{ network: WhatsAppNetwork; life: Life; chat: string }> {
  const network = await start()
  const life = await linked(network, {}, policy)
  await network.say(sari, { text: 'halo' })
  const { chat } = await soon(() => life.received[0])
  return { network, life, chat }
}

/** What Sari was sent, oldest first. */
function sentTo(network: WhatsAppNetwork, phone = sari): ReturnType<WhatsAppNetwork['chat']> {
  return network.chat(phone).filter(({ from }) => from === 'bot')
}

const contractStage = async (): Promise<ChannelStage> => {
  const { network, life, chat } = await stageWithSari()
  return {
    channel: life.channel,
    sari: chat,
    group: chat,
    texts: of => (of === chat ? sentTo(network) : []).filter(({ deleted }) => !deleted).map(one => readable(one.text)),
    // WhatsApp tells nobody of a block; an account that is gone has no devices.
    unreachable: () => '100999999999999@lid',
  }
}
channelContract(contractStage, ['topics'])

async function codeOfFailure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => codeOf(error),
  )
}

describe('a send', () => {
  test('reaches the chat it answers, under an id that is known before', async () => {
    const { network, life, chat } = await stageWithSari()
    const ids = await life.channel.send(outgoing(chat, text('halo juga'), { id: 's1' }))
    expect(ids).toEqual([messageIdOf('s1', 0)])
    await network.until(() => sentTo(network).length === 1)
    expect(sentTo(network)).toMatchObject([{ id: ids[0], text: 'halo juga' }])
    expect(network.ledger.sent).toMatchObject([{ id: ids[0], accepted: true, acked: true }])
  })

  test('reaches somebody by number as well', async () => {
    const { network, life } = await stageWithSari()
    await life.channel.send(outgoing(network.person(sari, 'Sari Wulandari').pn, text('lewat nomor')))
    await network.until(() => sentTo(network).length === 1)
  })

  test('of choices is a list to answer by number, and only our words are bold', async () => {
    const { network, life, chat } = await stageWithSari()
    const buttons = [[{ text: 'Akun *x*', data: 'a' }], [{ text: 'Unggah', data: 'b' }]]
    await life.channel.send(outgoing(chat, { kind: 'text', text: ['Pilih, *Sari*:'], buttons }))
    await network.until(() => sentTo(network).length === 1)
    const [{ text: shown } = { text: '' }] = sentTo(network)
    expect(shown).toContain('1. Akun ∗x∗\n2. Unggah')
    expect(boldIn(shown)).toEqual(['Balas 1–2'])
  })

  test('of a long text is several messages in order', async () => {
    const { network, life, chat } = await stageWithSari()
    const words = Array.from({ length: 1200 }, (_, at) => `kata${at}`).join(' ')
    const ids = await life.channel.send(outgoing(chat, text(words), { id: 's1' }))
    expect(ids).toEqual(ids.map((_, at) => messageIdOf('s1', at)))
    await network.until(() => sentTo(network).length === ids.length)
    expect(
      sentTo(network)
        .map(one => one.text)
        .join(' '),
    ).toBe(words)
  })

  test('answers a message visibly, of the person or of our own', async () => {
    const { network, life, chat } = await stageWithSari()
    const [hers] = network.chat(sari)
    const [ours] = await life.channel.send(outgoing(chat, text('pertama'), { id: 's1' }))
    await life.channel.send(outgoing(chat, text('kepada Sari'), { id: 's2', replyTo: hers!.id }))
    await life.channel.send(outgoing(chat, text('kepada kami'), { id: 's3', replyTo: ours! }))
    await network.until(() => sentTo(network).length === 3)
    expect(sentTo(network).map(one => one.replyTo)).toEqual([undefined, hers!.id, ours])
  })

  test('of a human’s answer shows somebody typing before', async () => {
    const { network, life, chat } = await stageWithSari({ typing: characters => characters })
    const seen: boolean[] = []
    network.on('seen', () => void seen.push(network.isTyping(sari)))
    await life.channel.send(outgoing(chat, text('otomatis'), { id: 's1' }))
    expect(seen).not.toContain(true)
    await life.channel.send(outgoing(chat, text('dari Budi'), { id: 's2', typing: true }))
    expect(seen).toContain(true)
    await network.until(() => sentTo(network).length === 2)
  })

  test('can be changed and taken back', async () => {
    const { network, life, chat } = await stageWithSari()
    const target = await life.channel.send(outgoing(chat, text('satu'), { id: 's1' }))
    const edit: Content = { kind: 'edit', of: 's1', text: ['satu ', { bold: 'diubah' }] }
    expect(await life.channel.send(outgoing(chat, edit, { id: 's2', target }))).toEqual([])
    await network.until(() => sentTo(network)[0]?.edited)
    expect(sentTo(network)).toMatchObject([{ text: 'satu *diubah*' }])
    expect(await life.channel.send(outgoing(chat, { kind: 'delete', of: 's1' }, { id: 's3', target }))).toEqual([])
    await network.until(() => sentTo(network)[0]?.deleted)
  })

  test('cannot change what is not ours, or what phones no longer let be changed', async () => {
    const { life, chat } = await stageWithSari()
    const target = await life.channel.send(outgoing(chat, text('satu'), { id: 's1' }))
    const edit: Content = { kind: 'edit', of: 's1', text: ['x'] }
    for (const [id, at] of [
      ['s2', ['999999']],
      ['s3', ['']],
    ] as const)
      expect(await codeOfFailure(life.channel.send(outgoing(chat, edit, { id, target: at })))).toBe('CHANNEL_REFUSED')
    life.later(16 * 60_000)
    expect(await codeOfFailure(life.channel.send(outgoing(chat, edit, { id: 's4', target })))).toBe('CHANNEL_REFUSED')
  })
})

describe('a send is', () => {
  const outcomes: [string, Fault, string, boolean][] = [
    ['unknown when the server took it and never said so', { kind: 'no ack' }, 'CHANNEL_UNKNOWN', true],
    ['unknown when the connection broke after the server took it', { kind: 'drop after' }, 'CHANNEL_UNKNOWN', true],
    ['unknown when the connection broke on its way', { kind: 'drop before' }, 'CHANNEL_UNKNOWN', false],
    ['never repeated when writing first is forbidden (463)', { kind: 'ack 463' }, 'OUTREACH_REFUSED', false],
    ['never repeated when its form is refused (479)', { kind: 'ack 479' }, 'CHANNEL_REFUSED', false],
  ]
  test.each(outcomes)('%s', async (_, fault, code, arrives) => {
    const { network, life, chat } = await stageWithSari({ answer: 600 })
    // No receipt tells of it either.
    network.offline(sari, true)
    network.faults.add(fault)
    expect(await codeOfFailure(life.channel.send(outgoing(chat, text('sampai?'), { id: 's1' })))).toBe(code)
    expect(network.ledger.sent.some(({ accepted }) => accepted)).toBe(arrives)
  })

  test('shown once when it is repeated after an unknown outcome', async () => {
    const { network, life, chat } = await stageWithSari({ answer: 600 })
    network.offline(sari, true)
    network.faults.add({ kind: 'drop after' })
    const send = outgoing(chat, text('sekali saja'), { id: 's1' })
    expect(await codeOfFailure(life.channel.send(send))).toBe('CHANNEL_UNKNOWN')
    await soon(() => life.opened() === 2)
    expect(await life.channel.send(send)).toEqual([messageIdOf('s1', 0)])
    network.offline(sari, false)
    await network.until(() => sentTo(network)[0]?.arrivals === 2)
    expect(sentTo(network)).toHaveLength(1)
  })

  test('done when a receipt tells what the server did not say', async () => {
    const { network, life, chat } = await stageWithSari()
    network.faults.add({ kind: 'no ack' })
    expect(await life.channel.send(outgoing(chat, text('sampai'), { id: 's1' }))).toHaveLength(1)
  })

  test('not carried out when the server fell silent before it could leave, and leaves no more', async () => {
    const { network, life } = await stageWithSari({ answer: 300 })
    network.person(joko, 'Joko')
    network.faults.add({ kind: 'stall' })
    const to = network.person(joko, 'Joko').lid
    expect(await codeOfFailure(life.channel.send(outgoing(to, text('x'), { id: 's1' })))).toBe('CHANNEL_UNREACHABLE')
    network.faults.clear()
    const ids = await life.channel.send(outgoing(to, text('y'), { id: 's2' }))
    await network.until(() => sentTo(network, joko).length === 1)
    expect(sentTo(network, joko).map(({ id }) => id)).toEqual(ids)
  })

  test('given up when the caller ends it', async () => {
    const { network, life, chat } = await stageWithSari()
    network.offline(sari, true)
    network.faults.add({ kind: 'no ack' })
    const ending = new AbortController()
    const outcome = codeOfFailure(life.channel.send(outgoing(chat, text('x'), { id: 's1' }), ending.signal))
    await network.until(() => network.ledger.sent.length === 1)
    ending.abort()
    expect(await outcome).toBe('CHANNEL_UNKNOWN')
  })

  test('not carried out while there is no connection', async () => {
    const network = await start()
    const life = live(network)
    const failure = life.channel.send(outgoing('100628110000001@lid', text('x')))
    await expect(failure).rejects.toMatchObject({ code: 'CHANNEL_UNREACHABLE', maybeDone: false })
    await expect(life.channel.react({ account: 'x', chat: 'x', messageId: 'x', emoji: 'x' })).rejects.toMatchObject({
      code: 'CHANNEL_UNREACHABLE',
    })
  })

  test('slow but done on a slow line', async () => {
    const { network, life, chat } = await stageWithSari()
    network.faults.add({ kind: 'latency', ms: 200 })
    expect(await life.channel.send(outgoing(chat, text('pelan'), { id: 's1' }))).toHaveLength(1)
  })

  test('readable again for a phone that was set up anew', async () => {
    const { network, life, chat } = await stageWithSari()
    await life.channel.send(outgoing(chat, text('lama'), { id: 's1' }))
    network.reinstall(sari)
    await life.channel.send(outgoing(chat, text('baru'), { id: 's2' }))
    await network.until(() => sentTo(network).some(one => one.text === 'baru'))
  })
})

describe('writing first', () => {
  test('is stopped for a day when the server refuses it once', async () => {
    const { network, life, chat } = await stageWithSari()
    network.faults.add({ kind: 'ack 463' })
    await life.channel.send(outgoing(chat, text('x'))).catch(() => undefined)
    const until = await soon(() => life.session.standing().outreachStoppedUntil)
    expect(until.getTime()).toBeGreaterThan(Date.now() + 23 * 3600_000)
    await vi.waitFor(async () =>
      expect((await life.states.load('whatsapp:utama'))?.outreachStoppedUntil).toEqual(until),
    )
  })

  test('is stopped as long as the server says', async () => {
    const { network, life } = await stageWithSari()
    network.faults.add({ kind: 'time lock', ms: 3600_000 })
    const until = await soon(() => life.session.standing().outreachStoppedUntil)
    expect(Math.abs(until.getTime() - Date.now() - 3600_000)).toBeLessThan(60_000)
    network.faults.clear()
    await soon(() => life.session.standing().outreachStoppedUntil === null)
  })
})

describe('what is known of a message', () => {
  test('is told by receipts: delivered, then read', async () => {
    const { network, life, chat } = await stageWithSari()
    const messageIds = await life.channel.send(outgoing(chat, text('x'), { id: 's1' }))
    await soon(() => life.arrivals.length === 1)
    network.read(sari)
    await soon(() => life.arrivals.length === 2)
    expect(life.arrivals).toMatchObject([
      { chat, messageIds, state: 'delivered' },
      { chat, messageIds, state: 'read' },
    ])
  })

  test('of the person’s is that we read it', async () => {
    const { network, life, chat } = await stageWithSari()
    const [hers] = network.chat(sari)
    await life.channel.react({ account: 'whatsapp:utama', chat, messageId: hers!.id, emoji: '👀' })
    await network.until(() => network.chat(sari)[0]?.tick === 'read')
    expect(network.chat(sari)).toHaveLength(1)
  })
})

test('a link opens the chat with the words to send', async () => {
  const { network, life } = await stageWithSari()
  const words = '%2Fstart%20peran_abcdef'
  expect(await life.channel.startLink('peran_abcdef')).toBe(`https://wa.me/${network.botPhone}?text=${words}`)
})

describe('what is none of our business', () => {
  test.each(['resend', 'history', 'keys'] as const)('is a forged message in the name of another (%s)', async kind => {
    const { network, life } = await stageWithSari()
    network.person(joko, 'Joko')
    network.forge(joko, kind, { as: sari, text: 'saya Sari' })
    network.forge(joko, kind, { as: sari, text: 'saya Sari', peer: true })
    await network.say(sari, { text: 'sesudahnya' })
    await soon(() => textsOf(life).length === 2)
    expect(textsOf(life)).toEqual(['halo', 'sesudahnya'])
    expect(life.received).toHaveLength(2)
  })

  test.each(['group', 'status', 'newsletter'] as const)('is said in a %s', async where => {
    const { network, life } = await stageWithSari()
    network.sayElsewhere(sari, where, 'bukan untuk LPSE')
    await network.say(sari, { text: 'sesudahnya' })
    await soon(() => textsOf(life).length === 2)
    expect(life.received).toHaveLength(2)
  })
})
