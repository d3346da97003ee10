import type { Readable } from 'node:stream'
import { LoketError } from '../../errors.ts'
import { isCaptionless, type Attachment } from '../../app/message.ts'
import type { Channel, Content, Files, GroupCheck, Outgoing, Standing } from '../../app/ports.ts'
import type { TelegramApi } from './client.ts'
import { alreadyDone } from './failures.ts'
import { captionFields, markupFields, textFields } from './render.ts'
import { isMember } from './translate.ts'

/** getFile serves up to 20 MB (core.telegram.org/bots/api#getfile); a local Bot API server more, which we do not use. */
export const downloadLimit = 20 * 1024 * 1024
const uploadWait = 120_000
/** An id that no account has. */
const nobody = '1'

const methods = {
  photo: 'sendPhoto',
  document: 'sendDocument',
  voice: 'sendVoice',
  audio: 'sendAudio',
  video: 'sendVideo',
  video_note: 'sendVideoNote',
  animation: 'sendAnimation',
  sticker: 'sendSticker',
} as const

interface Sent {
  message_id: number
}

/** Telegram behind the Channel port. Decides nothing; every failure is one of our codes. */
export function createTelegramChannel(api: TelegramApi, account: string, files: Files): Channel {
  const credulous = new Map<string, Promise<boolean>>()
  let username: string | undefined
  return {
    account,
    async send(outgoing, signal) {
      try {
        return await carryOut(outgoing, (method, parameters, waitMs) => api.call(method, parameters, waitMs, signal))
      } catch (error) {
        if (error instanceof LoketError && error.detail === alreadyDone) return []
        throw error
      }
    },
    async react({ chat, messageId, emoji }, signal) {
      const reaction = [{ type: 'emoji', emoji }]
      await api.call(
        'setMessageReaction',
        { chat_id: chat, message_id: Number(messageId), reaction },
        undefined,
        signal,
      )
    },
    async membership(group, person, sure) {
      if (sure && (await takesAnybody(group))) return 'none'
      return memberIn(group, person)
    },
    async startLink(payload) {
      username ??= (await api.call<{ username: string }>('getMe')).username
      return `https://t.me/${username}?start=${payload}`
    },
    checkGroup: group => checkGroup(api, group),
    fetchFile: networkFile => fetchFile(api, networkFile),
  }

  async function memberIn(group: string, person: string): Promise<Standing> {
    try {
      const member = await api.call<{ status: string; is_member?: boolean }>('getChatMember', {
        chat_id: group,
        user_id: Number(person),
      })
      if (!isMember(member.status, member.is_member)) return 'none'
      if (member.status === 'creator') return 'creator'
      return member.status === 'administrator' ? 'admin' : 'member'
    } catch (error) {
      // A stranger is answered with 400 "user not found" or "member not found".
      if (error instanceof LoketError && !error.retry) return 'none'
      throw error
    }
  }

  function takesAnybody(group: string): Promise<boolean> {
    const known = credulous.get(group) ?? memberIn(group, nobody).then(found => found !== 'none')
    credulous.set(group, known)
    known.catch(() => credulous.delete(group))
    return known
  }

  async function carryOut(outgoing: Outgoing, call: TelegramApi['call']): Promise<string[]> {
    const { chat, content } = outgoing
    switch (content.kind) {
      case 'text': {
        const sent = await call<Sent>('sendMessage', {
          ...placeOf(outgoing),
          ...textFields(content.text, outgoing.plain),
          ...markupFields(content.buttons),
          link_preview_options: { is_disabled: true },
        })
        return [String(sent.message_id)]
      }
      case 'files':
        return sendFiles(outgoing, content, call)
      case 'topic': {
        const made = await call<{ message_thread_id: number }>('createForumTopic', {
          chat_id: chat,
          name: content.name.slice(0, 128),
        })
        return [String(made.message_thread_id)]
      }
      case 'topic state':
        await call(content.closed ? 'closeForumTopic' : 'reopenForumTopic', {
          chat_id: chat,
          message_thread_id: Number(outgoing.thread),
        })
        return []
      case 'delete topic':
        await call('deleteForumTopic', { chat_id: chat, message_thread_id: Number(outgoing.thread) })
        return []
      case 'edit': {
        const target = { chat_id: chat, message_id: Number(outgoing.target[0]), ...markupFields(content.buttons ?? []) }
        await (outgoing.targetHasFiles
          ? call('editMessageCaption', { ...target, ...captionFields(content.text, outgoing.plain) })
          : call('editMessageText', {
              ...target,
              ...textFields(content.text, outgoing.plain),
              link_preview_options: { is_disabled: true },
            }))
        // The message keeps its id, under which its first version is known.
        return []
      }
      case 'delete':
        await call(outgoing.target.length > 1 ? 'deleteMessages' : 'deleteMessage', {
          chat_id: chat,
          ...(outgoing.target.length > 1
            ? { message_ids: outgoing.target.map(Number) }
            : { message_id: Number(outgoing.target[0]) }),
        })
        return []
      case 'answer tap':
        await call('answerCallbackQuery', {
          callback_query_id: content.tapId,
          text: content.text.slice(0, 200),
          show_alert: content.alert,
        })
        return []
    }
  }

  /** One call: an album of files that may stand together, or one file. */
  async function sendFiles(
    outgoing: Outgoing,
    content: Extract<Content, { kind: 'files' }>,
    call: TelegramApi['call'],
  ): Promise<string[]> {
    const attachments = content.attachments.filter(one => !one.removed)
    const [only] = attachments
    const caption = captionFields(content.text, outgoing.plain)
    // Every file was deleted before its turn came: what was said under them remains.
    if (!only) return caption.caption === undefined ? [] : carryOut({ ...outgoing, content: textOf(content) }, call)
    const media = await Promise.all(attachments.map(one => mediaOf(one, outgoing.upload)))
    if (attachments.length === 1) {
      const fields = { ...placeOf(outgoing), [only.kind]: media[0], ...(isCaptionless(only) ? {} : caption) }
      const sent = await unlessBroken(call<Sent>(methods[only.kind], fields, uploadWait), media)
      return [String(sent.message_id)]
    }
    const album = attachments.map(({ kind }, at) => ({ type: kind, media: media[at], ...(at ? {} : caption) }))
    const fields = { ...placeOf(outgoing), media: album }
    const sent = await unlessBroken(call<Sent[]>('sendMediaGroup', fields, uploadWait), media)
    return sent.map(one => String(one.message_id))
  }

  /** The network's own handle where it is good; our stored copy where the network wants the bytes again. */
  async function mediaOf(one: Attachment, upload: boolean): Promise<Media> {
    if (!upload || !one.stored) return one.networkFile
    const source = (await files.read(one.stored)) as Readable
    // Without a listener an error of the file would end the process.
    source.on('error', () => {})
    return {
      source,
      filename: one.name ?? `${one.kind}${extensionOf(one.type)}`,
    }
  }
}

/** What the network takes for a file: its own handle, or the bytes. */
type Media = string | { readonly source: Readable; readonly filename: string }

/**
 * The end of a call that sends files, or the error of a stored file that turns out damaged: the client would wait for
 * the rest of it, and what has not come whole is shown to nobody.
 */
function unlessBroken<T>(sent: Promise<T>, media: readonly Media[]): Promise<T> {
  const broken = media.flatMap(one => (typeof one === 'string' ? [] : failureOfStream(one.source)))
  return Promise.race([sent, ...broken])
}

function failureOfStream(source: Readable): Promise<never> {
  return new Promise((_, reject) => {
    if (source.errored) reject(source.errored)
    else source.once('error', reject)
  })
}

function textOf({ text }: Extract<Content, { kind: 'files' }>): Content {
  return { kind: 'text', text }
}

/** Telegraf drops objects from a request that uploads a file, so the reply is written as JSON text. */
function placeOf({ chat, thread, replyTo }: Outgoing): object {
  return {
    chat_id: chat,
    ...(thread ? { message_thread_id: Number(thread) } : {}),
    ...(replyTo
      ? { reply_parameters: JSON.stringify({ message_id: Number(replyTo), allow_sending_without_reply: true }) }
      : {}),
  }
}

function extensionOf(type = ''): string {
  return (
    { 'image/jpeg': '.jpg', 'image/png': '.png', 'application/pdf': '.pdf', 'audio/ogg': '.ogg', 'video/mp4': '.mp4' }[
      type
    ] ?? ''
  )
}

/** What a group is and what the bot may do there. Throws only what a retry may help. */
export async function checkGroup(api: TelegramApi, group: string): Promise<GroupCheck> {
  const nothing = { exists: false, title: '', forum: false, admin: false, manageTopics: false, deleteMessages: false }
  try {
    const chat = await api.call<{ title?: string; is_forum?: boolean }>('getChat', { chat_id: group })
    const me = await api.call<{ id: number }>('getMe')
    const self = await api.call<{ status: string; can_manage_topics?: boolean; can_delete_messages?: boolean }>(
      'getChatMember',
      {
        chat_id: group,
        user_id: me.id,
      },
    )
    const admin = self.status === 'administrator' || self.status === 'creator'
    return {
      exists: true,
      title: chat.title ?? '',
      forum: chat.is_forum === true,
      admin,
      manageTopics: admin && (self.status === 'creator' || self.can_manage_topics === true),
      deleteMessages: admin && (self.status === 'creator' || self.can_delete_messages === true),
    }
  } catch (error) {
    if (error instanceof LoketError && !error.retry) return nothing
    throw error
  }
}

/** The bytes of a file. Its address holds the token, so it never leaves this function. */
async function fetchFile(api: TelegramApi, networkFile: string): Promise<AsyncIterable<Uint8Array>> {
  let path: string | undefined
  try {
    const file = await api.call<{ file_path?: string; file_size?: number }>('getFile', { file_id: networkFile })
    if ((file.file_size ?? 0) > downloadLimit) throw new LoketError('FILE_TOO_LARGE')
    path = file.file_path
  } catch (error) {
    if (error instanceof LoketError && (error.retry || error.code === 'FILE_TOO_LARGE')) throw error
    throw new LoketError('FILE_UNAVAILABLE')
  }
  if (!path) throw new LoketError('FILE_UNAVAILABLE')
  const response = await fetch(`${api.root}/file/bot${api.token}/${path}`, {
    signal: AbortSignal.timeout(uploadWait),
  }).catch(() => {
    throw new LoketError('CHANNEL_UNREACHABLE', 'file')
  })
  if (response.ok && response.body) return response.body
  await response.body?.cancel()
  throw response.status >= 500 || response.status === 429
    ? new LoketError('CHANNEL_UNREACHABLE', `file ${response.status}`)
    : new LoketError('FILE_UNAVAILABLE', String(response.status))
}
