/** The regulations that an operator can fly under. */
export type OperatingRules =
  | 'faa_91'
  | 'faa_91_instruction_for_hire'
  | 'faa_141'
  | 'faa_135'
  | 'easa_nco'
  | 'easa_ato'
  | 'easa_cat'
  | 'uk'

export const isFaa = (chosen: readonly OperatingRules[]): boolean =>
  chosen.some((rules) => rules.startsWith('faa_'))

/** EASA's rules, or those that the United Kingdom has retained of them. */
export const isEuropean = (chosen: readonly OperatingRules[]): boolean =>
  chosen.some((rules) => rules.startsWith('easa_') || rules === 'uk')
