import type { Page, PublicPage } from '#shell/page.ts'
import { IconBriefcase, IconBuildingWarehouse, IconGasStation, IconPlaneArrival } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'fbo/board', title: 'Flight board', group: 'fbo', order: 10, icon: IconPlaneArrival, operation: 'getFlightBoard', key: 'b', load: () => import('./FlightBoard.tsx') },
  { path: 'fbo/movements', title: 'Movements', operation: 'listMovements', load: () => import('./MovementList.tsx') },
  { path: 'fbo/movements/new', title: 'New movement', operation: 'createMovement', action: true, load: () => import('./EditMovement.tsx') },
  { path: 'fbo/movements/$id', title: 'Movements', operation: 'getMovement', load: () => import('./MovementPage.tsx') },
  { path: 'fbo/movements/$id/edit', title: 'Movements', operation: 'updateMovement', load: () => import('./EditMovement.tsx') },
  { path: 'fbo/screens', title: 'Screens', operation: 'listBoardLinks', load: () => import('./Screens.tsx') },
  { path: 'fbo/orders', title: 'Orders', group: 'fbo', order: 20, icon: IconGasStation, operation: 'listFuelOrders', load: () => import('./OrderList.tsx') },
  { path: 'fbo/orders/fuel/$id', title: 'Orders', operation: 'getFuelOrder', load: () => import('./FuelOrderPage.tsx') },
  { path: 'fbo/orders/services/$id', title: 'Orders', operation: 'getServiceOrder', load: () => import('./ServiceOrderPage.tsx') },
  { path: 'fbo/bookings', title: 'Bookings', group: 'fbo', order: 30, icon: IconBuildingWarehouse, operation: 'listFboBookings', load: () => import('./BookingList.tsx') },
  { path: 'fbo/bookings/$id', title: 'Bookings', operation: 'getFboBooking', load: () => import('./BookingPage.tsx') },
  { path: 'fbo/places', title: 'Places', operation: 'listFboUnits', load: () => import('./PlaceList.tsx') },
  { path: 'fbo/customers', title: 'Customers', group: 'fbo', order: 40, icon: IconBriefcase, operation: 'listFboCustomers', load: () => import('./CustomerList.tsx') },
  { path: 'fbo/customers/$id', title: 'Customers', operation: 'getFboCustomer', load: () => import('./CustomerPage.tsx') },
  { path: 'fbo/contracts', title: 'Contracts', group: 'fbo', order: 50, under: 'fbo/customers', operation: 'listFboContracts', load: () => import('./ContractList.tsx') },
  { path: 'fbo/rates', title: 'Rates', group: 'fbo', order: 60, under: 'fbo/customers', operation: 'listFboRates', load: () => import('./RateList.tsx') },
  { path: 'fbo/activity', title: 'Activity', group: 'fbo', order: 70, under: 'fbo/customers', operation: 'getFboActivity', load: () => import('./Activity.tsx') },
]
export default pages

export const publicPages: PublicPage[] = [{ path: '/board', load: () => import('./WallBoard.tsx') }]
