import { useSession } from '#api/session.ts'
import { dayIn } from '#ui/time.ts'

/** Today's date in the workspace's time zone: an operator's day does not start at midnight UTC. */
export const useToday = (): string => dayIn(new Date(), useSession().workspace.timezone)
