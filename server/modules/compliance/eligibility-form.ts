import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { authorities, effects } from '#rules/eligibility.ts'

const verdict = oneOf(['yes', 'no', 'insufficient_data'])
const day = (description: string) =>
  nullable(Type.String({ format: 'date', description: `${description} In the zone of the workspace.` }))

export const RuleVerdict = Type.Object(
  {
    rule: Type.String({ description: 'Such as 61.57(b), minimum.type or checkout.' }),
    citation: Type.String(),
    authority: oneOf(authorities, { labels: { faa: 'FAA', easa: 'EASA' } }),
    effect: oneOf(effects, { description: 'A rule that warns never refuses.' }),
    verdict,
    reason: Type.String({ description: 'The verdict as a sentence.' }),
    windowFrom: day('The first day that counts.'),
    windowTo: day('The last day that counts.'),
    needed: Type.Integer({
      description: 'How many of what is counted; 0 where a record decides and no flight.',
    }),
    counted: Type.Array(Type.Object({ flightId: id('flt'), what: Type.String(), number: Type.Integer() }), {
      description: 'The newest flights that count, up to what is needed.',
    }),
    notCounted: Type.Array(Type.Object({ flightId: id('flt'), why: Type.String() })),
    missing: Type.Array(
      Type.Object({ field: Type.String(), of: Type.String({ description: 'The record that lacks it.' }) }),
      { description: 'The data without which there is no verdict.' },
    ),
    assumption: nullable(Type.String()),
    lapsesOn: day('The last day on which the verdict is yes.'),
    cheapestFix: nullable(Type.String({ description: 'The least that makes it legal. It is legal itself.' })),
  },
  { title: 'RuleVerdict' },
)

const standing = {
  verdict,
  limitations: Type.Array(Type.String(), {
    description: 'What the person may not do although the verdict is yes, such as to carry passengers.',
  }),
  lapsesAt: nullable(instant('When the first of the rules that are met lapses.')),
  nextToLapse: nullable(Type.String({ description: 'The rule that lapses then.' })),
}

export const Eligibility = Type.Object(
  {
    personId: id('crw'),
    aircraftId: id('acf'),
    at: instant(),
    ...standing,
    rules: Type.Array(RuleVerdict),
    assumptions: Type.Array(Type.String(), { description: 'What was not asked and is assumed.' }),
  },
  { title: 'Eligibility' },
)
export type Eligibility = Static<typeof Eligibility>

/** Aircraft that the rules do not tell apart, as one. */
export const Tile = Type.Object(
  {
    typeDesignator: Type.String(),
    category: Type.String(),
    class: Type.String(),
    operation: oneOf(['private', 'commercial', 'airline_transport']),
    aircraftIds: Type.Array(id('acf')),
    registrations: Type.Array(Type.String(), { description: 'Of the same aircraft.' }),
    ...standing,
    failing: Type.Array(Type.String(), { description: 'The rules that are not met.' }),
  },
  { title: 'EligibilityTile' },
)

export const PersonWall = Type.Object(
  {
    personId: id('crw'),
    displayName: Type.String(),
    at: instant(),
    tiles: Type.Array(Tile),
  },
  { title: 'PersonWall' },
)

export const Wall = Type.Object(
  {
    at: instant(),
    operation: oneOf(['private', 'commercial', 'airline_transport']),
    columns: Type.Array(
      Type.Object({
        typeDesignator: Type.String(),
        class: Type.String(),
        aircraft: Type.Array(Type.Object({ id: id('acf'), registration: Type.String() })),
      }),
      { description: 'Aircraft that the rules do not tell apart are one column.' },
    ),
    people: Type.Array(
      Type.Object({
        personId: id('crw'),
        displayName: Type.String(),
        cells: Type.Array(
          Type.Object({
            verdict,
            limitations: standing.limitations,
            failing: Type.Array(Type.String(), { description: 'The rules that are not met.' }),
            lapsesOn: day('When the first of the rules that are met lapses.'),
          }),
          { description: 'One for each column, in their order.' },
        ),
      }),
    ),
  },
  { title: 'EligibilityWall' },
)
