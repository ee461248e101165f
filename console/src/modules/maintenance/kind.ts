import { faces } from '#ui/face.ts'

export default faces({
  maintenance_item: {
    title: (item) => `${item.aircraftRegistration} ${item.title}`,
    facts: (item) => [['Reference', item.reference]],
  },
})
