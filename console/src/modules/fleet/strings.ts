export const t = {
  list: {
    title: 'Aircraft', create: 'New aircraft', registration: 'Registration', type: 'Type', makeModel: 'Make and model', category: 'Category', status: 'Status', base: 'Base', hobbs: 'Hobbs', tach: 'Tach',
    year: 'Year', seats: 'Seats', serial: 'Serial number', empty: 'No aircraft yet', emptyHint: 'Add the first one, or import your fleet from a CSV file.', importFile: 'Import a file',
  },
  form: {
    createTitle: 'New aircraft', editTitle: (registration: string) => `Edit ${registration}`, create: 'Create aircraft', save: 'Save aircraft', created: (registration: string) => `${registration} created`, saved: (registration: string) => `${registration} saved`,
    identity: 'Identity', registration: 'Registration', serialNumber: 'Serial number', icao24: 'ICAO 24-bit address', icao24Hint: 'Six hexadecimal digits, like a0b1c2', typeDesignator: 'ICAO type designator', typeHint: 'Like C172', make: 'Make', model: 'Model', year: 'Year of manufacture',
    kind: 'Kind', category: 'Category', class: 'Class', engineType: 'Engine type', seats: 'Seats', equipment: 'Equipment', use: 'Use', status: 'Status', baseAirport: 'Base airport', notes: 'Notes',
    isTailwheel: 'Tailwheel', isComplex: 'Complex', isHighPerformance: 'High performance', isTaa: 'Technically advanced (TAA)', isIfr: 'Equipped for IFR', isNight: 'Equipped for night',
    badNumber: 'A whole number', terminal: 'A retired or sold aircraft is hidden from planning.',
  },
  page: {
    back: 'Aircraft', edit: 'Edit aircraft', record: 'Record reading', facts: 'Aircraft', equipment: 'Equipment', none: 'None', meters: 'Meters', readings: 'Readings', kind: 'Meter', current: 'Dial', total: 'Total', lastRead: 'Last read', created: 'Created',
    noMeters: 'No meter has been read yet', noMetersHint: 'Record what the Hobbs and the tach show today. Approved flights move them from then on.', flights: 'Flights of this aircraft', log: 'Log flight',
  },
  meters: { hobbs: 'Hobbs', tach: 'Tach', air: 'Air time', block: 'Block', cycles: 'Cycles' } as Record<string, string>,
  reading: {
    title: (registration: string) => `Record a reading of ${registration}`, entry: 'What happened', reading: 'Reading', adjustment: 'Adjustment', replacement: 'Replacement', readingHint: 'What the dial shows.', adjustmentHint: 'The dial was recorded wrongly; this sets it right, with a reason.',
    replacementHint: 'The meter was exchanged; the total goes on.', kind: 'Meter', shows: 'The dial shows', removedAt: 'The removed meter showed', newShows: 'The new meter shows', reason: 'Reason', date: 'Date (UTC)', time: 'Time', submit: 'Record reading', done: 'Reading recorded',
    at: 'When', dial: 'Dial', total: 'Total', note: 'Note', flight: 'Flight', flagged: 'Flagged', empty: 'No readings yet', unit: 'h',
  },
}

export const categories = ['airplane', 'rotorcraft', 'glider', 'lighter_than_air', 'powered_lift', 'uas', 'simulator']
export const classes = ['single_engine_land', 'multi_engine_land', 'single_engine_sea', 'multi_engine_sea', 'helicopter', 'gyroplane', 'glider', 'balloon', 'none']
export const engineTypes = ['piston', 'turboprop', 'jet', 'electric', 'turboshaft', 'none']
export const statuses = ['active', 'maintenance', 'aog', 'storage', 'retired', 'sold']
export const equipment = ['isTailwheel', 'isComplex', 'isHighPerformance', 'isTaa', 'isIfr', 'isNight'] as const
