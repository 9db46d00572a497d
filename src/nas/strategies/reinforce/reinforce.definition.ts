import { controllerDefinition } from '../controller/controller-definition.js';
import { lstmNetwork } from '../controller/lstm-network.js';
import { reinforceOptionsSchema } from './options.js';

/** The controller that the paper introduced: it learns one architecture after the other, token by token. */
export const reinforceDefinition = controllerDefinition(
  'reinforce',
  'Recurrent controller trained by policy gradient (Zoph & Le, 2017)',
  reinforceOptionsSchema,
  lstmNetwork,
);
