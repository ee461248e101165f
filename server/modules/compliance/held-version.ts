import { sql, type Tx } from '#platform/database/database.ts'
import type { HeldRecord } from '#rules/held-record.ts'
import type { HeldMedical } from '#rules/medical-eligibility.ts'

export type Held = HeldRecord & HeldMedical & { crewId: string; version: number }

/** Every version of the records of people that was known by an instant. A record that was withdrawn by then has none. */
export async function recordVersions(tx: Tx, crewIds: readonly string[], asOf: Date | null): Promise<Held[]> {
  const knownBy = asOf ?? 'infinity'
  const rows = await tx.rows(sql<'heldRecords'>`
    select r.crew_id as "crewId", r.id as "recordId", k.version, r.kind, v.title, v.issued_on as "issuedOn",
           v.expires_on as "expiresOn", v.medical_class as "medicalClass", v.age_at_exam as "ageAtExam",
           v.previous_expires_on as "previousExpiresOn", v.course_on as "courseOn",
           v.expiry_source = 'given' as "isEndEntered", v.private_until as "privateUntil",
           v.light_aircraft_until as "lightAircraftUntil", v.commercial_until as "commercialUntil",
           v.airline_transport_until as "airlineTransportUntil"
      from compliance_records r
      join compliance_versions k on k.workspace_id = r.workspace_id and k.record_id = r.id
        and k.changed_at <= ${knownBy}::timestamptz
      cross join lateral jsonb_populate_record(null::compliance_records, k.record) v
     where r.crew_id = any (${crewIds})
       and (r.withdrawn_at is null or r.withdrawn_at > ${knownBy}::timestamptz)
     order by k.version`)
  return rows.map(({ privateUntil, commercialUntil, airlineTransportUntil, ...row }) => ({
    ...row,
    title: row.title ?? '',
    isEndEntered: row.isEndEntered ?? false,
    enteredUntil: {
      private: privateUntil ?? row.lightAircraftUntil,
      commercial: commercialUntil,
      airline_transport: airlineTransportUntil,
    },
  }))
}

/** Each record counts as its last version that was issued by the day of the flight. @param versions The oldest first. */
export function heldOn<T extends Pick<Held, 'recordId' | 'issuedOn'>>(
  versions: readonly T[],
  on: string,
): T[] {
  const last = new Map<string, T>()
  for (const version of versions)
    if (version.issuedOn === null || version.issuedOn <= on) last.set(version.recordId, version)
  return [...last.values()]
}
