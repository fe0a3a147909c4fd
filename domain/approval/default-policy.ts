import { approvalRoles, type PolicyRows } from './policy.ts';

/** Inside all of these a deal is typical and the manager alone decides (Q2C.md 11). */
export const typicalLimits = { grossMinor: 100_000_000, discountPercent: '5', creditDays: 14 } as const;

/** The default table: a typical deal goes to the manager, any limit that is passed sends it through all four roles. */
export const defaultPolicy: PolicyRows = [
  {
    rowId: 'every_deal',
    when: [],
    roles: ['manager'],
    text: { ru: 'Руководитель отдела продаж согласует каждую сделку.', kk: 'Сату бөлімінің басшысы әр мәмілені келіседі.', en: 'The sales manager decides on every deal.' },
  },
  {
    rowId: 'amount',
    when: [{ fact: 'grossMinor', op: 'above', value: typicalLimits.grossMinor }],
    roles: approvalRoles,
    text: { ru: 'Сумма {value} больше типовой: до {limit}.', kk: 'Сома {value} — үлгілік шектен көп: {limit} дейін.', en: 'The total of {value} is above the typical limit of {limit}.' },
  },
  {
    rowId: 'foreign_currency',
    when: [{ fact: 'foreignCurrency', op: 'is', value: true }],
    roles: approvalRoles,
    text: {
      ru: 'Сделка в иностранной валюте: типовой предел к ней не применим.',
      kk: 'Мәміле шетел валютасында: үлгілік шек оған қолданылмайды.',
      en: 'The deal is in a foreign currency, for which the typical limit does not hold.',
    },
  },
  {
    rowId: 'discount',
    when: [{ fact: 'maxDiscountPercent', op: 'above', value: typicalLimits.discountPercent }],
    roles: approvalRoles,
    text: { ru: 'Скидка {value} больше типовой: до {limit}.', kk: 'Жеңілдік {value} — үлгілік шектен көп: {limit} дейін.', en: 'A discount of {value} is above the typical limit of {limit}.' },
  },
  {
    rowId: 'credit_days',
    when: [{ fact: 'creditDays', op: 'above', value: typicalLimits.creditDays }],
    roles: approvalRoles,
    text: { ru: 'Отсрочка в днях: {value}, типовая — до {limit}.', kk: 'Төлем мерзімі, күн: {value}, үлгілік шек — {limit}.', en: 'Payment terms in days: {value}; the typical limit is {limit}.' },
  },
  {
    rowId: 'contract',
    when: [{ fact: 'contractType', op: 'is_not', value: 'standard' }],
    roles: approvalRoles,
    text: { ru: 'Договор не по типовой форме.', kk: 'Шарт үлгілік нысанда емес.', en: 'The contract is not the standard one.' },
  },
  {
    rowId: 'special_terms',
    when: [{ fact: 'hasSpecialTerms', op: 'is', value: true }],
    roles: approvalRoles,
    text: { ru: 'В сделке есть особые условия.', kk: 'Мәміледе ерекше шарттар бар.', en: 'The deal has special terms.' },
  },
  {
    rowId: 'customer_overdue',
    when: [{ fact: 'customerOverdueMinor', op: 'above', value: 0 }],
    roles: approvalRoles,
    text: { ru: 'У клиента просрочена задолженность: {value}.', kk: 'Клиенттің мерзімі өткен берешегі бар: {value}.', en: 'The customer has overdue debt of {value}.' },
  },
  {
    rowId: 'credit_limit',
    when: [{ fact: 'overCreditLimit', op: 'is', value: true }],
    roles: approvalRoles,
    text: { ru: 'Со сделкой превышен кредитный лимит клиента.', kk: 'Мәмілемен клиенттің несие лимиті асып кетеді.', en: 'The deal takes the customer over the credit limit.' },
  },
];
