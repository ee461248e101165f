import type { AircraftFacts, FlownPart } from '../eligibility.ts'

export const plane: AircraftFacts = {
  category: 'airplane',
  class: 'single_engine_land',
  typeDesignator: 'C172',
  isTailwheel: false,
  isComplex: false,
  isHighPerformance: false,
  isMultiPilot: false,
  needsTypeRating: false,
}
export const flown = (on: string, fields: Partial<FlownPart> = {}): FlownPart => {
  const landings = fields.landings ?? 3
  return {
    flightId: `flt_${on}`,
    on,
    standing: 'approved',
    roles: ['pic'],
    isSoleManipulator: true,
    isSimulator: false,
    ...plane,
    minutes: 60,
    takeOffs: landings,
    landings,
    fullStops: landings,
    nightTakeOffs: 0,
    nightLandings: 0,
    nightFullStops: 0,
    approaches: 0,
    holds: 0,
    isTracking: false,
    isTrackingAssumed: false,
    flightTakeOffs: landings ?? 0,
    flightLandings: landings ?? 0,
    flightFullStops: fields.fullStops ?? landings ?? 0,
    flightApproaches: fields.approaches ?? 0,
    hasInstants: true,
    recency: { takeOff: false, landing: false, isConstant: true },
    civil: { takeOff: false, landing: false, isConstant: true },
    ...fields,
  }
}
export const record = (
  kind: string,
  title: string,
  issuedOn: string | null,
  expiresOn: string | null = null,
) => ({
  recordId: 'cmr_1',
  kind,
  title,
  issuedOn,
  expiresOn,
})
export const holder = (...records: ReturnType<typeof record>[]) => ({
  crewId: 'crw_1',
  certificateType: null,
  records,
})
