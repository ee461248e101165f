import { defineModule } from '#platform/kernel/operation.ts'
import {
  abortDeployment,
  advanceDeployment,
  createDeployment,
  getDeployment,
  listDeployments,
} from './deployment.ts'
import { getDeploymentLog } from './deployment-log.ts'
import { createProject, deleteProject, getProject, listProjects, updateProject } from './project.ts'
import { createService, deleteService, getService, listServices, updateService } from './service.ts'

export { Project } from './project.ts'

export const projects = defineModule({
  name: 'projects',
  title: 'Projects',
  operations: [
    listProjects,
    createProject,
    getProject,
    updateProject,
    deleteProject,
    listServices,
    createService,
    getService,
    updateService,
    deleteService,
    listDeployments,
    createDeployment,
    getDeployment,
    abortDeployment,
    advanceDeployment,
    getDeploymentLog,
  ],
})
