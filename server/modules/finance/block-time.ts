import { oneOf, Type } from '#platform/kernel/schema.ts'
import { minor } from './money-field.ts'

/** What block time is sold of. */
export const blockKinds = ['rental', 'instructor_flight', 'instructor_ground', 'simulator'] as const

/** What is left of a package, as its part of the price. */
export const leftMinorOf = (block: string) =>
  `round(${block}.price_minor::numeric * (${block}.quantity_thousandths - ${block}.drawn_thousandths)
      / ${block}.quantity_thousandths)::bigint`
export const isPackageExpired = (block: string) =>
  `(coalesce(${block}.expires_on < (now() at time zone (select w.timezone from workspaces w
      where w.workspace_id = ${block}.workspace_id))::date, false))`

export const BlockTime = Type.Object(
  {
    chargeKind: oneOf(blockKinds),
    leftThousandths: Type.Integer({ description: 'Hours: 10000 is 10 h.' }),
    leftMinor: minor('Its part of the price.'),
  },
  { title: 'BlockTime' },
)

export const blockTimeOfAccount = `coalesce((select json_agg(json_build_object('chargeKind', l.kind,
      'leftThousandths', l.hours, 'leftMinor', l.money) order by l.kind)
    from (select q.charge_kind as kind, sum(q.quantity_thousandths - q.drawn_thousandths)::bigint as hours,
                 sum(${leftMinorOf('q')})::bigint as money
            from finance_packages q
           where q.workspace_id = t.workspace_id and q.account_id = t.id
             and q.drawn_thousandths < q.quantity_thousandths and not ${isPackageExpired('q')}
           group by q.charge_kind) l), '[]')`
