import './style.css';
import 'uplot/dist/uPlot.min.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { followTheme } from './frame/theme.ts';

followTheme();
const place = document.getElementById('console');
if (place) render(<App />, place);
