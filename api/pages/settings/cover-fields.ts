import type { CoverRow, UserRow } from '../../../db/read/people.ts';
import type { SettingValue } from '../../../templates/pages/views/settings-view.ts';

export type Cover = Omit<CoverRow, 'id'>;

export const fieldOf = { userId: 'user_id', coverUserId: 'cover_user_id', fromOn: 'from_on', toOn: 'to_on' } as const;
export const coverFields = Object.values(fieldOf);

/** The cover that the fields of a form tell of; what it lacks is empty. */
export function coverOf(values: Readonly<Record<string, string>>): Cover {
  return { userId: values['user_id'] ?? '', coverUserId: values['cover_user_id'] ?? '', fromOn: values['from_on'] ?? '', toOn: values['to_on'] ?? '' };
}

/** The same the other way round: a cover as the fields that a form carries. */
export function fieldsOfCover({ userId, coverUserId, fromOn, toOn }: Cover): Record<string, string> {
  return { user_id: userId, cover_user_id: coverUserId, from_on: fromOn, to_on: toOn };
}

/** A cover with the names of its people. */
export function namedCover({ userId, coverUserId, fromOn, toOn }: Cover, users: readonly UserRow[]): SettingValue {
  const name = (id: string): string => users.find(user => user.id === id)?.name ?? '';
  return { cover: { name: name(userId), byName: name(coverUserId), fromOn, toOn } };
}
