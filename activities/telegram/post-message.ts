import { z } from 'zod';
import type { Message } from '../../templates/telegram/render-message.ts';
import type { PostOutcome } from '../letters/deliver-once.ts';
import { sendToBot, type TelegramBot } from './bot-conversation.ts';

const downAfterSeconds = 60;
const busyAfterSeconds = 30;
const tokenAfterSeconds = 300;

const botAnswer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  result: z.object({ message_id: z.number() }).optional().catch(undefined),
  parameters: z.object({ retry_after: z.number().positive() }).optional().catch(undefined),
});
type BotAnswer = z.output<typeof botAnswer>;

/** Hands one message to a chat. What Telegram refuses for good begins its detail with a word for it: `blocked`, `no_chat` or `refused`. */
export async function postMessage(bot: TelegramBot, chatId: string, message: Message): Promise<PostOutcome> {
  const result = await sendToBot(bot, { chat_id: chatId, ...shapeOf(message) });
  if ('failure' in result) {
    const { message: detail, textTravelled } = result.failure;
    return textTravelled ? { result: 'uncertain', detail } : { result: 'try_later', code: 'telegram_down', detail, afterSeconds: downAfterSeconds };
  }
  return judge(result.status, readAnswer(result.body));
}

/**
 * The link is a button below the words, and nothing in them is a link: Telegram's servers look at links for a preview. A message with
 * a personal link cannot be forwarded. Telegram takes no button to a host without a dot, as on one's own machine; there the address is a line of the text.
 */
function shapeOf({ html, button }: Message): Record<string, unknown> {
  const words = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } };
  if (!/[.:]/.test(new URL(button.url).hostname)) return { ...words, text: `${html}\n\n${button.url}` };
  return { ...words, text: html, protect_content: true, reply_markup: { inline_keyboard: [[{ text: button.label, url: button.url }]] } };
}

function readAnswer(body: string): BotAnswer | null {
  try {
    return botAnswer.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

function judge(status: number, answer: BotAnswer | null): PostOutcome {
  const said = (answer?.description ?? `The Bot API answered ${status}.`).slice(0, 300);
  const later = (code: 'telegram_down' | 'telegram_busy' | 'telegram_token', afterSeconds: number): PostOutcome => ({ result: 'try_later', code, detail: said, afterSeconds });
  if (status === 200) return answer?.ok && answer.result ? { result: 'accepted', providerId: String(answer.result.message_id) } : { result: 'uncertain', detail: 'The answer was not understood.' };
  if (status === 429) return later('telegram_busy', Math.ceil(answer?.parameters?.retry_after ?? busyAfterSeconds));
  // An unknown token is told by 401, one that is none by 404: the administrator mends it, and nobody's message is lost.
  if (status === 401 || status === 404) return later('telegram_token', tokenAfterSeconds);
  if (status === 403) return { result: 'refused', detail: `blocked: ${said}`, badAddress: false };
  if (status >= 400 && status < 500) return { result: 'refused', detail: `${/chat not found/i.test(said) ? 'no_chat' : 'refused'}: ${said}`, badAddress: false };
  return later('telegram_down', downAfterSeconds);
}
