import type { EInvoice } from './document.ts'

/** A business rule of EN 16931-1, or a rule of its binding to UBL (CEN/TS 16931-3-2). */
export interface Rule {
  /** As the standard numbers it, such as BR-CO-15. */
  id: string
  /** What it asks, with the business terms (BT) and groups (BG) that it names. */
  text: string
  holds: (invoice: EInvoice) => boolean
}

export const rule = (id: string, text: string, holds: Rule['holds']): Rule => ({ id, text, holds })
