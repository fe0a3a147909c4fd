/** A LIKE pattern for "contains this text", with the pattern's own characters taken literally. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, character => `\\${character}`)}%`;
