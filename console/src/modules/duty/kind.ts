import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatInstant, formatMinutes } from '#ui/time.ts'

export const noticeLevels = states('duty_notice.level', { near: 'amber', exceeded: 'red' })

export default faces({
  duty_period: {
    facts: (period) => [
      ['Starts', formatInstant(period.startsAt, 'utc')],
      ['Ends', formatInstant(period.endsAt, 'utc')],
      ['Flown for others', period.flightMinutes === null ? null : formatMinutes(period.flightMinutes)],
    ],
  },
  duty_notice: {
    facts: (notice) => [
      ['Limit', notice.title],
      ['Counted', formatMinutes(notice.usedMinutes)],
      ['Allowed', formatMinutes(notice.limitMinutes)],
    ],
  },
})
