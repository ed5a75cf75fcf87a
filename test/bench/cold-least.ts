import 'node:https';
import 'node:http2';
