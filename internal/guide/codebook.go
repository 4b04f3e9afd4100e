package guide

// codebooks are the codebooks that a guide may name, with their codes.
var codebooks = map[string][]string{
	"wijkstem-1": {
		"expertise-autisme", "expertise-nah", "expertise-hoogbegaafdheid", "expertise-overig",
		"maatwerk-regulier", "passende-plek", "kleine-aanpassing", "taal-achterstand", "groepsklimaat",
		"schooluitval", "thuiszitten", "snel-alternatief", "leerplicht-vrijstelling",
		"vroegsignalering", "preventief-aanbod", "opvoedsteun", "de-weg-weten", "drempel-schaamte-vertrouwen",
		"samenwerking-school-zorg", "ouders-als-partner", "korte-lijnen-vast-contact", "een-plan",
		"warme-overdracht", "rollen-regels", "contact-via-school",
		"toegang-wachttijd", "aansluiting-hulp", "vertrouwde-persoon", "ervaringsdeskundige-inzet",
		"maatwerkfinanciering", "bundeling-budgetten", "leerlingenvervoer", "huisvesting", "arbeidsmarkt-dagbesteding",
		"lotgenotencontact", "regie", "gehoord-worden", "terugkoppeling",
		"plek-vrije-tijd", "veiligheid", "ontmoeten", "taal-welkom", "armoede-stress",
		"onverwacht",
	},
}
