"""Applications for enforcement before there is a case: received, examined, supplemented, filed or refused."""
