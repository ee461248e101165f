import { eraseWaiting, waitingCount } from '#api/outbox.ts'
import { eraseDrafts, hasDrafts } from './draft.ts'

/** A form on the screen. */
export type OpenForm = {
  hasUnsent: () => boolean
  /** Keeps what is typed in the memory of this tab, for this user. */
  keep: () => void
  /** From here on, leaving the form neither asks nor keeps a draft. */
  abandon: () => void
}

const openForms = new Set<OpenForm>()

export function registerForm(form: OpenForm): () => void {
  openForms.add(form)
  return () => openForms.delete(form)
}

/** Whether signing out would lose something that this user typed. */
export const hasUnsentWork = (userId: string) =>
  hasDrafts(userId) || waitingCount(userId) > 0 || [...openForms].some((form) => form.hasUnsent())

/** Before signing out: deletes all that this user typed. */
export function eraseUnsentWork(userId: string) {
  for (const form of openForms) form.abandon()
  eraseDrafts(userId)
  eraseWaiting(userId)
}

/** When the session ended by itself: what is typed waits for the same user, and the sign-in page opens at once. */
export function keepUnsentWork() {
  for (const form of openForms) {
    if (form.hasUnsent()) form.keep()
    form.abandon()
  }
}
