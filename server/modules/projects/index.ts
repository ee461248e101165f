import { defineModule } from '#platform/operation.ts'
import {
  abortDeployment,
  advanceDeployment,
  createDeployment,
  getDeployment,
  getDeploymentLog,
  listDeployments,
} from './deployment.ts'
import { createProject, getProject, listProjects, updateProject } from './project.ts'
import { createService, getService, listServices, updateService } from './service.ts'

export { Project } from './project.ts'

export const projects = defineModule({
  name: 'projects',
  title: 'Projects',
  operations: [
    listProjects,
    createProject,
    getProject,
    updateProject,
    listServices,
    createService,
    getService,
    updateService,
    listDeployments,
    createDeployment,
    getDeployment,
    abortDeployment,
    advanceDeployment,
    getDeploymentLog,
  ],
})
