import { addNamedPeople, type NamedPerson, peopleImported } from '#modules/crew/index.ts'
import { addNamedAircraft, aircraftImported, type NamedAircraft } from '#modules/fleet/index.ts'
import type { Tx } from '#platform/database/database.ts'
import type { ImportScope } from '#platform/importing/index.ts'
import { foldWord } from '#platform/importing/value.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { roomFor } from '#platform/kernel/entitlement.ts'
import { newId } from '#platform/kernel/id.ts'
import { designatorOf, noDesignator } from '#rules/type-designator.ts'
import type { FlightRecord } from './flight-import-field.ts'

type Found = { id: string } | { problem: string; option?: string }

const LISTED = 20
const FUNCTIONS: Record<string, string> = { instructor: 'instructor', dual: 'student', solo: 'student' }

/** The people and aircraft that a file names and that are not here. They are listed, and added where that was chosen. */
export class MissingRecords {
  readonly #isAdding: boolean
  readonly #aircraft = new Map<string, NamedAircraft>()
  readonly #simulators = new Set<string>()
  readonly #people = new Map<string, NamedPerson>()
  // Named by rows that come in. Those of bad rows are not added.
  readonly #needed = new Set<string>()
  #refusal: (registration: string) => string = () => ''
  #room = 0

  constructor(isAdding: boolean) {
    this.#isAdding = isAdding
  }

  /** Reads how many aircraft the plan still has room for. */
  async measure(tx: Tx, { services, workspaceId }: ImportScope): Promise<void> {
    const { most, used, limit } = await roomFor(tx, services, workspaceId, 'max_aircraft')
    this.#room = most - used
    this.#refusal = (registration) =>
      `The plan allows ${most} ${limit.counted} (max_aircraft), and there is no room for ${registration}. ${limit.fix}`
  }

  aircraft(
    registration: string,
    { type, isSimulator, problem }: { type: string | null; isSimulator: boolean; problem: string },
  ): Found {
    const key = registration.replaceAll('-', '')
    const known = this.#aircraft.get(key)
    if (!known && this.#isAdding && this.#aircraft.size >= this.#room)
      return { problem: this.#refusal(registration) }
    const typeDesignator = type === null ? null : designatorOf(type)
    const aircraft = known ?? {
      id: newId('acf'),
      registration,
      category: isSimulator ? ('simulator' as const) : ('airplane' as const),
      typeDesignator: typeDesignator ?? noDesignator,
      model: type?.toUpperCase() === typeDesignator ? null : type,
    }
    this.#aircraft.set(key, aircraft)
    if (aircraft.category === 'simulator') this.#simulators.add(aircraft.id)
    if (this.#isAdding) return { id: aircraft.id }
    return { problem, option: 'createMissing' }
  }

  /** Whether an aircraft that is added is a simulator. */
  isSimulator(id: string): boolean {
    return this.#simulators.has(id)
  }

  person(named: string, role: string, problem: string): Found {
    // An address or a number is no name to add somebody by.
    if (!/^[\p{L}][\p{L}\p{M}'’. ,-]+$/u.test(named)) return { problem }
    const [family, first] = named.split(/,\s*/)
    const displayName = titled(first ? `${first} ${family}` : named)
    const key = displayName.split(/\s+/).map(foldWord).sort().join(' ')
    const person = this.#people.get(key) ?? {
      id: newId('crw'),
      displayName,
      functions: [FUNCTIONS[role] ?? 'pilot'],
    }
    this.#people.set(key, person)
    return this.#isAdding ? { id: person.id } : { problem, option: 'createMissing' }
  }

  /** Notes what the rows need that come in. */
  need(records: readonly FlightRecord[]): void {
    for (const { aircraftId, crew } of records)
      for (const id of [aircraftId, ...crew.map(({ crewId }) => crewId)])
        if (id !== null) this.#needed.add(id)
  }

  /** Adds what these flights need. @returns what tells of it. */
  async add(
    tx: Tx,
    records: readonly FlightRecord[],
    { workspaceId, importId }: ImportScope,
  ): Promise<Emission[]> {
    if (!this.#isAdding) return []
    const ids = new Set(
      records.flatMap(({ aircraftId, crew }) => [aircraftId, ...crew.map(({ crewId }) => crewId)]),
    )
    const aircraft = [...this.#aircraft.values()].filter(({ id }) => ids.has(id))
    const people = [...this.#people.values()].filter(({ id }) => ids.has(id))
    const added = [
      { type: aircraftImported, count: await addNamedAircraft(tx, workspaceId, aircraft) },
      { type: peopleImported, count: await addNamedPeople(tx, workspaceId, people) },
    ]
    return added.flatMap(({ type, count }) =>
      count === 0
        ? []
        : [{ type, subject: { type: 'import', id: importId }, data: { importId, importedRows: count } }],
    )
  }

  /** What a run adds, by the kind of record. */
  creates(): Record<string, string[]> {
    return this.#isAdding ? this.#listed() : {}
  }

  notes(): string[] {
    const { aircraft = [], people = [] } = this.#listed()
    const verb = this.#isAdding ? 'will be added with the flights' : 'are not here'
    return [...sentence('Aircraft', aircraft, verb), ...sentence('People', people, verb)]
  }

  #listed(): Record<string, string[]> {
    const isListed = ({ id }: { id: string }) => !this.#isAdding || this.#needed.has(id)
    const aircraft = [...this.#aircraft.values()].filter(isListed)
    const people = [...this.#people.values()].filter(isListed)
    return {
      ...(aircraft.length > 0 ? { aircraft: aircraft.map(aircraftName) } : {}),
      ...(people.length > 0 ? { people: people.map(({ displayName }) => displayName) } : {}),
    }
  }
}

function aircraftName({ registration, typeDesignator, model }: NamedAircraft): string {
  const type = typeDesignator === noDesignator ? 'type unknown' : typeDesignator
  return `${registration} (${model ?? type})`
}

function sentence(what: string, names: string[], verb: string): string[] {
  if (names.length === 0) return []
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : ''
  return [`${what} that ${verb}: ${names.slice(0, LISTED).join(', ')}${more}.`]
}

/** “HOLM ADA” is Holm Ada. Names with small letters are written as their people write them. */
const titled = (name: string) =>
  /\p{Ll}/u.test(name)
    ? name.trim()
    : name
        .trim()
        .toLowerCase()
        .replaceAll(/(?<![\p{L}’'])\p{L}/gu, (letter) => letter.toUpperCase())
