"""workerd with a Pyodide put together from npm packages, so that nothing else is downloaded."""
