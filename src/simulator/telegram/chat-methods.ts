import { badRequest } from './api-error.ts'
import type { Call, Method } from './call.ts'
import { integerOf, isObject, jsonOf, textOf } from './params.ts'
import { chatOf, type Chat, type World } from './state.ts'
import type { MemberStatus } from './types.ts'

/** Bot API, getFile: bots can download files of up to 20 MB. */
const maxDownload = 20 * 1024 * 1024

function getMe({ world }: Call): object {
  return {
    ...world.bot,
    can_join_groups: true,
    can_read_all_group_messages: !world.privacy,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  }
}

function getFile({ world, params }: Call): object {
  const file = world.files.find(textOf(params, 'file_id') ?? '')
  if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable')
  if (file.info.file_size > maxDownload) throw badRequest('file is too big')
  const { file_id, file_unique_id, file_size } = file.info
  return { file_id, file_unique_id, file_size, file_path: file.path }
}

function getChat({ world, params }: Call): object {
  const { info } = chatOf(world, textOf(params, 'chat_id'))
  if (info.type === 'private') return { ...info, accent_color_id: 0, max_reaction_count: 11 }
  return {
    ...info,
    accent_color_id: 0,
    max_reaction_count: 11,
    permissions: { can_send_messages: true, can_manage_topics: false },
  }
}

/** A ChatMember as the Bot API writes it. */
export function memberObject(world: World, chat: Chat, id: number): Record<string, unknown> {
  const user = id === world.bot.id ? world.bot : world.people.get(id)
  if (id === world.bot.id) {
    const { member, admin, can_manage_topics, can_delete_messages } = chat.bot
    if (!member) return { user, status: admin ? 'left' : 'kicked', until_date: 0 }
    return admin ? administrator(user, { can_manage_topics, can_delete_messages }) : { user, status: 'member' }
  }
  const status: MemberStatus = chat.info.type === 'private' ? 'member' : (chat.members.get(id) ?? 'left')
  if (status === 'administrator') return administrator(user, { can_manage_topics: true, can_delete_messages: true })
  if (status === 'creator') return { user, status, is_anonymous: false }
  return { user, status, ...(status === 'kicked' ? { until_date: 0 } : {}) }
}

function administrator(user: unknown, rights: object): Record<string, unknown> {
  return {
    user,
    status: 'administrator',
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_manage_video_chats: false,
    can_restrict_members: false,
    can_promote_members: false,
    can_change_info: false,
    can_invite_users: true,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_pin_messages: true,
    ...rights,
  }
}

function getChatMember({ world, params }: Call): object {
  const chat = chatOf(world, textOf(params, 'chat_id'))
  const id = integerOf(params, 'user_id')
  if (id === undefined) throw badRequest('invalid user_id specified')
  if (id !== world.bot.id && !world.people.has(id)) throw badRequest('member not found')
  return memberObject(world, chat, id)
}

function groupOf({ world, params }: Call): Chat {
  const chat = chatOf(world, textOf(params, 'chat_id'))
  if (chat.info.type === 'private') throw badRequest('there are no administrators in the private chat')
  return chat
}

function getChatAdministrators(call: Call): object[] {
  const chat = groupOf(call)
  const admins = [...chat.members].filter(([, status]) => status === 'creator' || status === 'administrator')
  const ids = [...admins.map(([id]) => id), ...(chat.bot.admin ? [call.world.bot.id] : [])]
  return ids.map(id => memberObject(call.world, chat, id))
}

function getChatMemberCount(call: Call): number {
  const present = [...groupOf(call).members.values()].filter(status => status !== 'left' && status !== 'kicked')
  return present.length + 1
}

function leaveChat(call: Call): true {
  groupOf(call).bot.member = false
  return true
}

const scopes = [
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
]

function commandKey({ world, params }: Call): string {
  const scope = jsonOf(params, 'scope') ?? { type: 'default' }
  if (!isObject(scope) || !scopes.includes(String(scope['type']))) throw badRequest("can't parse BotCommandScope")
  const type = String(scope['type'])
  const chat = ['chat', 'chat_administrators', 'chat_member'].includes(type)
    ? chatOf(world, textOf(scope, 'chat_id')).info.id
    : ''
  return ['commands', type, chat, textOf(scope, 'user_id') ?? '', textOf(params, 'language_code') ?? ''].join(' ')
}

function setMyCommands(call: Call): true {
  const key = commandKey(call)
  const given = jsonOf(call.params, 'commands')
  if (!Array.isArray(given)) throw badRequest("can't parse commands JSON array")
  if (given.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  const commands = given.map((entry: unknown) => {
    const command = isObject(entry) ? (textOf(entry, 'command') ?? '').replace(/^\//, '') : ''
    const description = isObject(entry) ? (textOf(entry, 'description') ?? '') : ''
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
    if (description.length < 1 || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    return { command, description }
  })
  call.world.settings.set(key, commands)
  return true
}

function getting(setting: string, field: string): Method {
  return ({ world, params }) => ({
    [field]: world.settings.get(`${setting} ${textOf(params, 'language_code') ?? ''}`) ?? '',
  })
}

function setting(name: string, field: string, limit: number): Method {
  return ({ world, params }) => {
    const value = textOf(params, field) ?? ''
    if (value.length > limit) throw badRequest(`${field} is too long`)
    world.settings.set(`${name} ${textOf(params, 'language_code') ?? ''}`, value)
    return true
  }
}

/** Methods about the bot, its chats, their members and files. */
export const chatMethods: Record<string, Method> = {
  getMe,
  getFile,
  getChat,
  getChatMember,
  getChatAdministrators,
  getChatMemberCount,
  leaveChat,
  setMyCommands,
  getMyCommands: call => call.world.settings.get(commandKey(call)) ?? [],
  deleteMyCommands: call => {
    call.world.settings.delete(commandKey(call))
    return true
  },
  getMyName: ({ world, params }) => ({
    name: world.settings.get(`name ${textOf(params, 'language_code') ?? ''}`) ?? world.bot.first_name,
  }),
  setMyName: setting('name', 'name', 64),
  getMyDescription: getting('description', 'description'),
  setMyDescription: setting('description', 'description', 512),
  getMyShortDescription: getting('short', 'short_description'),
  setMyShortDescription: setting('short', 'short_description', 120),
}
