export const t = {
  list: {
    title: 'People', create: 'New person', name: 'Name', functions: 'Functions', email: 'Email', phone: 'Phone', certificate: 'Certificate', base: 'Base', status: 'Status', employee: 'Employee number', function: 'Function',
    empty: 'No people yet', emptyHint: 'Add those who fly, teach, learn and maintain, or import them from a CSV file.', importFile: 'Import a file',
  },
  form: {
    createTitle: 'New person', editTitle: (name: string) => `Edit ${name}`, create: 'Create person', save: 'Save person', created: (name: string) => `${name} created`, saved: (name: string) => `${name} saved`,
    name: 'Name', functions: 'Functions', noFunction: 'Choose at least one function', contact: 'Contact', email: 'Email', phone: 'Phone', certificate: 'Certificate and work', certificateType: 'Certificate type', certificateHint: 'Like commercial, ATP, student',
    certificateNumber: 'Certificate number', employeeNumber: 'Employee number', baseAirport: 'Base airport', status: 'Status', active: 'Active', inactive: 'Inactive', notes: 'Notes',
  },
  page: { back: 'People', edit: 'Edit person', flights: 'Flights of this person', signsIn: 'Signs in', created: 'Created', yes: 'Yes', no: 'No' },
}
export const functions = ['pilot', 'instructor', 'student', 'mechanic', 'inspector', 'dispatcher', 'cabin', 'staff']
