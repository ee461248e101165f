import { dayIn } from '#ui/time.ts'
import { useSession } from './session.ts'

/** The date that it is where the workspace is: an operator's day does not begin at midnight UTC. */
export const useToday = (): string => dayIn(new Date(), useSession().workspace.timezone)
