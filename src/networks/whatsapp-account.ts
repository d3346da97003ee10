/** The one WhatsApp account of an LPSE; its number may change, and people stay who they are (LIDs do not). */
export const whatsappAccount = 'whatsapp:utama'
