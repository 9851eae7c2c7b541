// The street that every order takes, as a quiet drawing.
const stops = [40, 130, 220, 310, 400];

export function Street() {
  return (
    <svg className="street" viewBox="0 0 440 96" role="presentation">
      <path d="M8 48H432" stroke="currentColor" strokeOpacity=".28" strokeWidth="2" />
      {stops.map((x, i) => (
        <g key={x}>
          <circle cx={x} cy={48} r={i === 2 ? 15 : 9} fill="currentColor" fillOpacity=".16" />
          <circle cx={x} cy={48} r={i === 2 ? 6 : 4} fill="currentColor" />
        </g>
      ))}
      <path
        d="M40 48C70 8 100 8 130 48M310 48c30 40 60 40 90 0"
        fill="none"
        stroke="currentColor"
        strokeOpacity=".28"
        strokeWidth="2"
        strokeDasharray="3 5"
      />
      <circle className="street-walker" r="4.5" fill="#fff" cx="8" cy="48" />
    </svg>
  );
}
