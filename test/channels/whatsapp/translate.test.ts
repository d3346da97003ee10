import { proto, WAMessageStubType, type WAMessage } from '@whiskeysockets/baileys'
import { describe, expect, test } from 'vitest'
import { answersUs, changedBy, sourceOf, type Heard, type Incoming } from '../../../src/app/message.ts'
import { readHandle } from '../../../src/channels/whatsapp/media-handle.ts'
import { translate, translateCall } from '../../../src/channels/whatsapp/translate.ts'

const account = 'whatsapp:utama'
const lid = '100628220000002@lid'
const pn = '628220000002@s.whatsapp.net'
const ourPn = '628110000001@s.whatsapp.net'
const ourLid = '100628110000001@lid'
const own = { account, me: [ourPn, ourLid], now: new Date('2026-03-02T09:00:00Z') }
const sentAt = new Date('2026-03-02T08:00:00Z')

/** A message of Sari as the client hands it out; the content goes over the wire and back. */
function fromSari(content: proto.IMessage | null, fields: Partial<WAMessage> = {}): WAMessage {
  return {
    messageTimestamp: sentAt.getTime() / 1000,
    pushName: 'Sari Wulandari',
    broadcast: false,
    ...fields,
    ...(content ? { message: proto.Message.decode(proto.Message.encode(proto.Message.create(content)).finish()) } : {}),
    key: { remoteJid: lid, remoteJidAlt: pn, fromMe: false, id: 'AAAA', addressingMode: 'lid', ...fields.key },
  }
}

function only(message: WAMessage): Incoming {
  const found = translate(message, own)
  expect(found).toHaveLength(1)
  return found[0]!
}

const media = {
  url: 'https://mmg.whatsapp.net/v/t62/abc',
  directPath: '/v/t62/abc',
  mediaKey: Buffer.alloc(32, 1),
  fileSha256: Buffer.alloc(32, 2),
  fileEncSha256: Buffer.alloc(32, 3),
  fileLength: 1234,
}
const unique = Buffer.alloc(32, 2).toString('base64')

describe('a message', () => {
  test('is a word of a person, under the chat it came from, with their number beside', () => {
    expect(only(fromSari({ conversation: 'halo' }))).toEqual({
      kind: 'message',
      id: `${account}:${lid}/AAAA`,
      account,
      chat: lid,
      also: [pn],
      lasting: lid,
      sentAt,
      where: 'private',
      messageId: 'AAAA',
      from: { id: lid, name: 'Sari Wulandari' },
      text: 'halo',
      attachments: [],
      secretHidden: false,
    })
  })

  test('may come from a number, from any device of it, and with the LID beside', () => {
    const message = fromSari(
      { conversation: 'halo' },
      { key: { remoteJid: '628220000002:7@s.whatsapp.net', remoteJidAlt: '100628220000002:7@lid', id: 'B' } },
    )
    expect(only(message)).toMatchObject({
      chat: pn,
      also: [lid],
      lasting: lid,
      from: { id: pn },
      id: `${account}:${pn}/B`,
    })
  })

  test('of somebody without a name and without a known number is taken all the same', () => {
    const message = fromSari({ conversation: 'halo' }, { pushName: ' ', key: { remoteJidAlt: undefined } as never })
    expect(only(message)).toMatchObject({ from: { id: lid, name: 'Tanpa nama' } })
    expect(only(message)).not.toHaveProperty('also')
  })

  test('without a time is of now', () => {
    expect(only(fromSari({ conversation: 'x' }, { messageTimestamp: 0 }))).toMatchObject({ sentAt: own.now })
  })

  const location = { degreesLatitude: -4.43, degreesLongitude: 105.1 }
  const vcard = 'BEGIN:VCARD\nVERSION:3.0\nFN:Budi\nitem1.TEL;waid=628123:+62 812-3\nTEL;type=CELL:0812\nEND:VCARD'
  const said: [string, proto.IMessage, Partial<Heard>][] = [
    ['text', { conversation: 'halo' }, { text: 'halo' }],
    ['text with a link', { extendedTextMessage: { text: 'lihat https://x.id' } }, { text: 'lihat https://x.id' }],
    ['disappearing text', { ephemeralMessage: { message: { conversation: 'hilang' } } }, { text: 'hilang' }],
    ['choice of a button', { buttonsResponseMessage: { selectedDisplayText: 'Ya' } }, { text: 'Ya' }],
    ['choice of a list', { listResponseMessage: { title: 'Unggah' } }, { text: 'Unggah' }],
    [
      'place',
      { locationMessage: { ...location, name: 'Kantor' } },
      { text: '', other: 'lokasi: Kantor, -4.43, 105.1' },
    ],
    ['moving place', { liveLocationMessage: location }, { other: 'lokasi langsung: -4.43, 105.1' }],
    ['contact', { contactMessage: { displayName: 'Budi', vcard } }, { other: 'kartu kontak: Budi, +628123, 0812' }],
    [
      'several contacts',
      { contactsArrayMessage: { contacts: [{ vcard }, { displayName: 'Wati', vcard: 'TEL:0813' }] } },
      { other: '2 kartu kontak: Budi, +628123, 0812; Wati, 0813' },
    ],
    [
      'poll',
      { pollCreationMessageV3: { name: 'Kapan?', options: [{ optionName: 'Senin' }, { optionName: 'Selasa' }] } },
      { other: 'jajak pendapat: Kapan?, Senin, Selasa' },
    ],
    [
      'poll vote',
      { pollUpdateMessage: { pollCreationMessageKey: { id: 'P' } } },
      { other: 'suara dalam jajak pendapat' },
    ],
    ['invitation', { groupInviteMessage: { groupName: 'Pokja' } }, { other: 'undangan grup: Pokja' }],
    [
      'kind nobody knows',
      { eventMessage: { name: 'rahasia' } },
      { unshown: 'unknown', other: 'eventMessage', text: '' },
    ],
    ['edit that only WhatsApp can read', { secretEncryptedMessage: {} }, { unshown: 'unknown' }],
  ]
  test.each(said)('%s is understood', (_, content, expected) => {
    expect(only(fromSari(content))).toMatchObject({ kind: 'message', attachments: [], ...expected })
  })

  const files: [string, proto.IMessage, Partial<Heard['attachments'][number]>, string, string][] = [
    ['photo', { imageMessage: { ...media, caption: 'galat' } }, { kind: 'photo' }, 'galat', 'image'],
    [
      'document',
      { documentMessage: { ...media, fileName: 'surat.pdf' } },
      { kind: 'document', name: 'surat.pdf' },
      '',
      'document',
    ],
    [
      'document with words',
      { documentWithCaptionMessage: { message: { documentMessage: { ...media, title: 'a.pdf', caption: 'ini' } } } },
      { kind: 'document', name: 'a.pdf' },
      'ini',
      'document',
    ],
    ['voice', { audioMessage: { ...media, ptt: true } }, { kind: 'voice' }, '', 'audio'],
    ['audio', { audioMessage: media }, { kind: 'audio' }, '', 'audio'],
    ['video', { videoMessage: { ...media, caption: 'lihat' } }, { kind: 'video' }, 'lihat', 'video'],
    ['gif', { videoMessage: { ...media, gifPlayback: true } }, { kind: 'animation' }, '', 'video'],
    ['round video', { ptvMessage: media }, { kind: 'video_note' }, '', 'video'],
    ['sticker', { stickerMessage: media }, { kind: 'sticker' }, '', 'sticker'],
    [
      'moving sticker',
      { lottieStickerMessage: { message: { stickerMessage: media } } },
      { kind: 'sticker' },
      '',
      'sticker',
    ],
  ]
  test.each(files)('%s brings its file and what fetches it', (_, content, expected, text, type) => {
    const { attachments, text: words } = only(fromSari(content)) as Heard
    expect(words).toBe(text)
    expect(attachments).toEqual([{ networkFile: expect.any(String), unique, size: 1234, ...expected }])
    expect(readHandle(attachments[0]!.networkFile)).toMatchObject({
      type,
      key: media.mediaKey,
      path: media.directPath,
      url: media.url,
      sha256: media.fileSha256,
      size: 1234,
      chat: lid,
      messageId: 'AAAA',
    })
  })

  test('that may be looked at once only is named, and nothing of it is kept', () => {
    const picture = { imageMessage: { ...media, caption: 'rahasia', viewOnce: true } }
    for (const message of [
      fromSari({ viewOnceMessage: { message: picture } }),
      fromSari({ viewOnceMessageV2: { message: picture } }),
      fromSari({ ephemeralMessage: { message: { viewOnceMessageV2: { message: picture } } } }),
      fromSari(picture),
      fromSari(null, { key: { isViewOnce: true } }),
    ]) {
      const heard = only(message)
      expect(heard).toMatchObject({ kind: 'message', text: '', attachments: [], unshown: 'view once' })
      expect(JSON.stringify(heard)).not.toContain('rahasia')
    }
  })

  const secrets: [string, proto.IMessage][] = [
    ['text', { conversation: 'password saya Rahasia123' }],
    ['link text', { extendedTextMessage: { text: 'kata sandi: Rahasia123' } }],
    ['caption', { imageMessage: { ...media, caption: 'pin 774411 password Rahasia123' } }],
    ['file name', { documentMessage: { ...media, fileName: 'password Rahasia123' } }],
    ['contact', { contactMessage: { displayName: 'password Rahasia123', vcard: 'TEL:1' } }],
    ['place', { locationMessage: { ...location, name: 'password Rahasia123' } }],
    ['poll', { pollCreationMessage: { name: 'password Rahasia123' } }],
  ]
  test.each(secrets)('hides a secret in its %s', (_, content) => {
    expect(JSON.stringify(only(fromSari(content)))).not.toContain('Rahasia123')
  })

  const million = 'x'.repeat(1_000_000)
  test.each<[string, proto.IMessage]>([
    ['text', { conversation: million }],
    ['caption', { imageMessage: { ...media, caption: million } }],
    ['file name', { documentMessage: { ...media, fileName: million } }],
    ['type of file', { documentMessage: { ...media, mimetype: million } }],
    ['place of a file', { documentMessage: { ...media, directPath: `/${million}` } }],
    ['card', { contactMessage: { displayName: million, vcard: '' } }],
    ['poll', { pollCreationMessage: { name: million } }],
    ['quote', { extendedTextMessage: { text: 'ya', contextInfo: { stanzaId: million } } }],
    ['sign', { reactionMessage: { key: { id: 'AAAA' }, text: million } }],
    ['sign on a message', { reactionMessage: { key: { id: million }, text: '👍' } }],
    ['deletion', { protocolMessage: { key: { id: million }, type: proto.Message.ProtocolMessage.Type.REVOKE } }],
  ])('is stored with no %s longer than a phone makes one', (_, content) => {
    expect(JSON.stringify(translate(fromSari(content), own)).length).toBeLessThan(70_000)
  })

  test('says that a secret was hidden in its words', () => {
    expect(only(fromSari({ conversation: 'password saya Rahasia123' }))).toMatchObject({ secretHidden: true })
  })

  test('that answers us names us, whichever of our addresses the phone wrote', () => {
    for (const participant of [ourLid, ourPn, '628110000001:3@s.whatsapp.net']) {
      const contextInfo = { stanzaId: 'OURS', participant, quotedMessage: { conversation: 'x' } }
      const heard = only(fromSari({ extendedTextMessage: { text: 'ya', contextInfo } }))
      expect(heard).toMatchObject({ replyTo: 'OURS', replyToFrom: 'utama' })
      expect(answersUs(heard)).toBe(true)
    }
  })

  test('that answers a word of its own names its person, also with a picture', () => {
    const contextInfo = { stanzaId: 'HERS', participant: lid }
    const heard = only(fromSari({ imageMessage: { ...media, contextInfo } }))
    expect(heard).toMatchObject({
      replyTo: 'HERS',
      replyToFrom: lid,
      replyToPerson: { id: lid, name: 'Sari Wulandari' },
    })
    expect(answersUs(heard)).toBe(false)
  })

  test('that is forwarded answers nothing', () => {
    const forwarded = { extendedTextMessage: { text: 'x', contextInfo: { isForwarded: true } } }
    expect(only(fromSari(forwarded))).not.toHaveProperty('replyTo')
  })

  test('of an album names it, in whichever wrapping it comes', () => {
    const messageContextInfo = {
      messageAssociation: {
        associationType: proto.MessageAssociation.AssociationType.MEDIA_ALBUM,
        parentMessageKey: { id: 'PARENT' },
      },
    }
    for (const content of [
      { imageMessage: media, messageContextInfo },
      { associatedChildMessage: { message: { imageMessage: media } }, messageContextInfo },
      { associatedChildMessage: { message: { imageMessage: media, messageContextInfo } } },
    ])
      expect(only(fromSari(content))).toMatchObject({ album: 'PARENT', attachments: [{ kind: 'photo' }] })
    expect(translate(fromSari({ albumMessage: { expectedImageCount: 2 } }), own)).toEqual([])
  })
})

describe('later words on a message', () => {
  const key = { id: 'AAAA', fromMe: true, remoteJid: ourLid }
  const { Type } = proto.Message.ProtocolMessage

  test('change it: an edit points to what it changes and never repeats an id', () => {
    const edit = {
      protocolMessage: { key, type: Type.MESSAGE_EDIT, editedMessage: { conversation: 'pin saya 774411' } },
    }
    const heard = only(fromSari(edit, { key: { id: 'EDIT1' } })) as Heard
    expect(heard).toMatchObject({
      kind: 'edit',
      messageId: 'AAAA',
      text: 'pin saya ••••••',
      id: `${account}:${lid}/AAAA~EDIT1`,
    })
    expect(sourceOf(heard)).toBe(`${account}:${lid}/AAAA`)
    expect(changedBy(heard)).toBe(only(fromSari({ conversation: 'x' })).id)
    expect(only(fromSari(edit, { key: { id: 'EDIT2' } })).id).not.toBe(heard.id)
  })

  test('change the words under a picture without bringing it again', () => {
    const editedMessage = { imageMessage: { caption: 'baru' } }
    const edit = { protocolMessage: { key, type: Type.MESSAGE_EDIT, editedMessage } }
    expect(only(fromSari(edit, { key: { id: 'E' } }))).toMatchObject({ kind: 'edit', text: 'baru', attachments: [] })
  })

  test('take it back', () => {
    const revoke = fromSari({ protocolMessage: { key, type: Type.REVOKE } }, { key: { id: 'GONE' } })
    expect(only(revoke)).toMatchObject({
      kind: 'taken back',
      id: `${account}:${lid}/GONE`,
      of: `${account}:${lid}/AAAA`,
      from: { id: lid },
    })
  })

  test('put a sign on it and take it off again', () => {
    const sign = (id: string, text: string): WAMessage => fromSari({ reactionMessage: { key, text } }, { key: { id } })
    expect(only(sign('R1', '👍'))).toMatchObject({
      kind: 'reaction',
      messageId: 'AAAA',
      emoji: '👍',
      id: `${account}:${lid}/R1`,
    })
    expect(only(sign('R2', ''))).toMatchObject({ kind: 'reaction', emoji: null, id: `${account}:${lid}/R2` })
  })

  test('reach only their own chat, whatever they claim', () => {
    const stranger = '100999999999999@lid'
    const claimed = { id: 'AAAA', remoteJid: lid, participant: lid }
    const revoke = fromSari(
      { protocolMessage: { key: claimed, type: Type.REVOKE } },
      { key: { id: 'X', remoteJid: stranger, remoteJidAlt: undefined } as never },
    )
    expect(only(revoke)).toMatchObject({ of: `${account}:${stranger}/AAAA` })
  })
})

describe('what was written on our own phone', () => {
  test('is an answer of the LPSE to that person', () => {
    const message = fromSari({ conversation: 'password Rahasia123' }, { key: { fromMe: true, remoteJidAlt: ourPn } })
    expect(translate(message, own)).toEqual([
      {
        kind: 'answered by phone',
        id: `${account}:${lid}/AAAA`,
        account,
        chat: lid,
        sentAt,
        messageId: 'AAAA',
        text: 'password ••••••',
        secretHidden: true,
        attachments: [],
      },
    ])
  })

  test('may be a file, or a place', () => {
    const key = { fromMe: true }
    expect(only(fromSari({ imageMessage: { ...media, caption: 'ini' } }, { key }))).toMatchObject({
      text: 'ini',
      attachments: [{ kind: 'photo' }],
    })
    expect(only(fromSari({ locationMessage: location() }, { key }))).toMatchObject({ other: 'lokasi: 1, 2' })
  })

  test('is nothing when it is a sign, a deletion, or a note to itself', () => {
    const key = { fromMe: true }
    const { Type } = proto.Message.ProtocolMessage
    for (const message of [
      fromSari({ reactionMessage: { key: { id: 'B' }, text: '👍' } }, { key }),
      fromSari({ protocolMessage: { key: { id: 'B' }, type: Type.REVOKE } }, { key }),
      fromSari({ conversation: 'catatan' }, { key: { fromMe: true, remoteJid: ourPn } }),
    ])
      expect(translate(message, own)).toEqual([])
  })

  const location = (): proto.Message.ILocationMessage => ({ degreesLatitude: 1, degreesLongitude: 2 })
})

describe('nobody says anything', () => {
  const { Type } = proto.Message.ProtocolMessage
  const chats = [
    '120363000000000000@g.us',
    'status@broadcast',
    '1@broadcast',
    '1@newsletter',
    '0@s.whatsapp.net',
    '867051314767696@bot',
  ]
  test.each(chats)('in %s', remoteJid => {
    expect(translate(fromSari({ conversation: 'x' }, { key: { remoteJid } }), own)).toEqual([])
  })

  test.each<[string, proto.IMessage]>([
    ['history', { protocolMessage: { type: Type.HISTORY_SYNC_NOTIFICATION, historySyncNotification: {} } }],
    ['keys', { protocolMessage: { type: Type.APP_STATE_SYNC_KEY_SHARE } }],
    ['a timer', { protocolMessage: { type: Type.EPHEMERAL_SETTING, key: { id: 'x' } } }],
    ['a pin', { pinInChatMessage: { key: { id: 'x' } } }],
    ['keys of a group', { senderKeyDistributionMessage: {} }],
    ['nothing', {}],
  ])('by %s', (_, content) => {
    expect(translate(fromSari(content), own)).toEqual([])
  })

  test('between our own devices, or by a change of keys', () => {
    expect(translate(fromSari({ conversation: 'x' }, { category: 'peer' }), own)).toEqual([])
    const stub = fromSari(null, { messageStubType: WAMessageStubType.E2E_IDENTITY_CHANGED })
    expect(translate(stub, own)).toEqual([])
  })
})

describe('a message that cannot be read yet', () => {
  const stub = (fields: Partial<WAMessage> = {}): WAMessage =>
    fromSari(null, { messageStubType: WAMessageStubType.CIPHERTEXT, messageStubParameters: ['x'], ...fields })

  test('has the id under which it is read once it can be', () => {
    expect(only(stub()).id).toBe(only(fromSari({ conversation: 'x' })).id)
    expect(only(stub())).toMatchObject({
      kind: 'unreadable',
      messageId: 'AAAA',
      chat: lid,
      also: [pn],
      from: { id: lid, name: 'Sari Wulandari' },
    })
  })

  test('is nobody’s when it is ours or of a group', () => {
    expect(translate(stub({ key: { fromMe: true } }), own)).toEqual([])
    expect(translate(stub({ key: { remoteJid: '1@g.us' } }), own)).toEqual([])
  })
})

describe('a call', () => {
  const call = {
    chatId: lid,
    from: lid,
    callerPn: pn,
    id: 'CALL',
    date: sentAt,
    status: 'offer',
    offline: false,
  } as const

  test('is told once, by whom and when', () => {
    const told = {
      kind: 'call',
      id: `${account}:${lid}/call/CALL`,
      account,
      chat: lid,
      also: [pn],
      lasting: lid,
      sentAt,
      from: { id: lid, name: 'Tanpa nama' },
    }
    expect(translateCall(call, own)).toEqual(told)
    expect(translateCall({ ...call, status: 'timeout' }, own)).toEqual(told)
    const missed = fromSari(null, { key: { id: 'CALL' }, messageStubType: WAMessageStubType.CALL_MISSED_VOICE })
    expect(only(missed)).toMatchObject({ kind: 'call', id: told.id })
  })

  test.each(['ringing', 'terminate', 'reject', 'accept'] as const)('that is %s is no news', status => {
    expect(translateCall({ ...call, status }, own)).toBeNull()
  })

  test('of a group is not ours', () => {
    expect(translateCall({ ...call, isGroup: true }, own)).toBeNull()
  })
})
