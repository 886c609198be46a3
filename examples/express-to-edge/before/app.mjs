/**
 * The Express API as it was: each route carries its own guard, or does not.
 */
import express from 'express';
import { addRoutes } from '../routes.mjs';
import { createVerifier } from './verify.mjs';

/** The application, not yet listening. */
export function createBefore(settings) {
  const app = express();
  app.disable('x-powered-by');
  addRoutes(app, createVerifier(settings));
  return app;
}
