export const t = {
  list: {
    title: 'Flights', create: 'Log flight', off: 'Off block', aircraft: 'Aircraft', route: 'Route', crew: 'Crew', block: 'Block', air: 'Air', hobbs: 'Hobbs', landings: 'Landings', type: 'Type', project: 'Project', status: 'Status', pilot: 'Pilot', from: 'From', to: 'Until',
    tabs: 'Flights by status', all: 'All', empty: 'No flights yet', emptyHint: 'Log the first one: aircraft, crew, route and times. It takes less than a minute.', importFile: 'Import flights',
    approve: 'Approve', approveSelected: 'Approve selected flights', approvedMany: (count: number) => (count === 1 ? '1 flight approved' : `${count} flights approved`), refusedMany: (count: number, why: string) => `${count} could not be approved. ${why}`, nothingToApprove: 'None of the selected flights is submitted.',
    emptyStatus: 'No flights in this state', hours: 'h:mm', source: 'Source', reversal: 'Reversal', reversed: 'Reversed',
  },
  statuses: { draft: 'Drafts', submitted: 'Submitted', approved: 'Approved', rejected: 'Rejected' },
  form: {
    title: 'Log flight', editTitle: 'Edit flight', draft: 'Save draft', submit: 'Submit flight', save: 'Save flight', saved: 'Flight saved', submitted: 'Flight submitted for approval',
    flight: 'Flight', aircraft: 'Aircraft', type: 'Flight type', project: 'Project', crew: 'Crew', person: (number: number) => `Person ${number}`, role: (number: number) => `Role of person ${number}`, addPerson: 'Add person', removePerson: (number: number) => `Remove person ${number}`, noPerson: 'Choose a person',
    route: 'Route and times (UTC)', from: 'From', to: 'To', date: 'Date', off: 'Off block', takeOff: 'Take-off', landing: 'Landing', on: 'On block', nextDay: 'next day', blockTime: 'Block', airTime: 'Air', timesHint: 'Type 1405 or 14:05Z. A time earlier than the one before it is on the next day.',
    meters: 'Meters', hobbsOut: 'Hobbs out', hobbsIn: 'Hobbs in', tachOut: 'Tach out', tachIn: 'Tach in', flown: (name: string, hours: string) => `${name} ${hours} h`, backwards: 'Less than at the start',
    counts: 'Take-offs and landings', dayTakeOffs: 'Day take-offs', nightTakeOffs: 'Night take-offs', dayLandings: 'Day landings', nightLandings: 'Night landings', dayFullStopLandings: 'Day full stop', nightFullStopLandings: 'Night full stop', approaches: 'Approaches', holds: 'Holds', count: 'A whole number',
    fluids: 'Fuel and oil', fuelQuantity: 'Fuel', fuelUnit: 'Fuel unit', oilQuarts: 'Oil', oilUnit: 'qt', number: 'A number, like 12.5', remarks: 'Remarks', unknownDate: 'A date',
  },
  units: { us_gal: 'US gal', imp_gal: 'Imp gal', l: 'L', kg: 'kg', lb: 'lb' } as Record<string, string>,
  roles: { pic: 'PIC', sic: 'SIC', dual: 'Dual', solo: 'Solo', instructor: 'Instructor', sole_manipulator: 'Sole manipulator', examiner: 'Examiner', observer: 'Observer' } as Record<string, string>,
  page: {
    back: 'Flights', submit: 'Submit flight', approve: 'Approve flight', reject: 'Reject flight', reopen: 'Reopen flight', reverse: 'Reverse flight', edit: 'Edit flight', remove: 'Delete draft',
    submitted: 'Flight submitted for approval', approved: 'Flight approved and posted', rejected: 'Flight rejected', reopened: 'Flight reopened as a draft', reversed: 'Flight reversed', removed: 'Draft deleted',
    rejectTitle: (name: string) => `Reject ${name}?`, rejectText: 'The pilot sees the reason and can correct the flight.', reason: 'Reason', reverseTitle: (name: string) => `Reverse ${name}?`, reverseText: 'An approved flight cannot be changed. A reversal takes its meters and totals back, and stays linked to it.',
    removeTitle: (name: string) => `Delete the draft ${name}?`, removeText: 'A draft has been posted nowhere, so nothing else changes.', rejectedBecause: 'Rejected', isReversed: 'This flight was reversed', isReversal: 'This is a reversal of another flight', openOther: 'Open it',
    clocks: 'Times', off: 'Off block', takeOff: 'Take-off', landing: 'Landing', on: 'On block', block: 'Block time', air: 'Air time', facts: 'Flight', aircraft: 'Aircraft', crew: 'Crew', type: 'Type', project: 'Project', remarks: 'Remarks', from: 'From', to: 'To',
    meters: 'Meters', hobbs: 'Hobbs', tach: 'Tach', counts: 'Take-offs and landings', takeOffs: 'Take-offs', landings: 'Landings', fullStop: 'Full stop', dayNight: (day: number, night: number) => `${day} day, ${night} night`, fuel: 'Fuel', oil: 'Oil', approaches: 'Approaches', holds: 'Holds', source: 'Source',
    map: 'Route', mapLabel: (from: string, to: string, distance: string) => `Map of the route from ${from} to ${to}, ${distance} along the great circle`, distance: (nm: number) => `${nm.toLocaleString()} nm`, noMap: 'The position of one of the airports is not known.', fuelKg: (kg: number) => `${kg} kg`, litres: (l: number) => `${l} L`,
  },
}
export const flightTypes = ['training', 'private', 'charter', 'aerial_work', 'positioning', 'maintenance', 'checkride', 'other']
