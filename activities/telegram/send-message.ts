import { stableId } from '../../db/ids.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import { isMessageKind, type MessageKind, renderMessage } from '../../templates/telegram/render-message.ts';
import type { LetterInput, LetterOutcome } from '../../workflows/ports.ts';
import { deliverOnce } from '../letters/deliver-once.ts';
import type { LetterDeps } from '../letters/letter-deps.ts';
import { outcomeForAll } from '../letters/letter-state.ts';
import type { Addressee } from '../letters/letter-words.ts';
import { addresseesOf } from '../letters/send-letter.ts';
import { staffView } from '../letters/staff-view.ts';
import { stopReason } from '../letters/stop-reason.ts';
import type { TelegramBot } from './bot-conversation.ts';
import { postMessage } from './post-message.ts';

type MessageOrder = Readonly<{ input: LetterInput; kind: MessageKind; to: Addressee }>;

/** Tells by Telegram what a letter tells, everybody it is meant for who has a chat with the bot, each at most once. */
export async function sendMessage(deps: LetterDeps, input: LetterInput): Promise<LetterOutcome> {
  const { kind } = input;
  if (!isMessageKind(kind)) return { outcome: 'skipped', reason: 'letters_only' };
  if (!deps.bot) return { outcome: 'skipped', reason: 'no_bot' };
  const meant = await unitOfWork(deps.pool, db => addresseesOf(db, input));
  const outcomes: LetterOutcome[] = [];
  for (const { person, reader } of meant) {
    if (!person?.telegramChatId) continue;
    const to = { address: person.telegramChatId, person, customerId: null, reader, letterId: stableId('let', 'telegram', input.letterKey, person.id) };
    outcomes.push(await deliver({ ...deps, bot: deps.bot }, { input, kind, to }));
  }
  // One chat that must wait keeps the message from nobody else.
  return outcomeForAll(outcomes) ?? { outcome: 'skipped', reason: 'no_chat' };
}

async function deliver(deps: LetterDeps & { bot: TelegramBot }, { input, kind, to }: MessageOrder): Promise<LetterOutcome> {
  const spec = {
    letterId: to.letterId,
    channel: 'telegram' as const,
    messageId: to.letterId,
    kind,
    dealId: input.dealId,
    invoiceId: null,
    to: { address: to.address, userId: to.person?.id ?? null, language: to.reader.language },
    now: input.now,
    compose: async () => renderMessage(kind, await unitOfWork(deps.pool, db => staffView(db, deps, { input, kind, to })), to.reader),
    stopReason: (db: Db) => stopReason(db, input),
  };
  return deliverOnce(deps.pool, spec, async (message, mayTravel) => ((await mayTravel()) ? postMessage(deps.bot, to.address, message) : { result: 'withheld' }));
}
