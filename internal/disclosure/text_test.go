package disclosure

import "testing"

func TestNumbers(t *testing.T) {
	for text, want := range map[string]bool{
		"Een vaste persoon op school geeft rust.":                false,
		"Ouders zoeken mensen die het zelf kennen.":              false,
		"Een ouder houdt een schrift bij.":                       false,
		"Juist ouders die de weg minder goed kennen, bellen.":    false,
		"Elk kind heeft één plan en één naam.":                   false,
		"Alle plekken zijn vol.":                                 false,
		"Drie ouders zeiden dit.":                                true,
		"Dit zeiden alle ouders.":                                true,
		"Alle gezinnen wachten.":                                 true,
		"Vier van de ouders willen dit.":                         true,
		"Eén ouder ziet dit anders.":                             true,
		"Dat vond één moeder ook.":                               true,
		"De helft van de ouders kent de weg.":                    true,
		"Het duurde 3 maanden.":                                  true,
		"Het gaat om veertig procent.":                           true,
		"Zo denken alle gesprekspartners.":                       false,
		"Both parents said this.":                                true,
		"Vier van de vijf vonden dit.":                           true,
		"Twee van hen wachten nog.":                              true,
		"Drie zeiden dit.":                                       true,
		"Tien ouders kwamen.":                                    true,
		"Veertien jongeren doen mee.":                            true,
		"Driekwart van de ouders wil dit.":                       true,
		"Twee derde van hen wil dit.":                            true,
		"Alle vijf zeiden het.":                                  true,
		"Alle jonge ouders willen dit.":                          true,
		"Eén van hen ziet het anders.":                           true,
		"Geen van de ouders kende de weg.":                       true,
		"De helft vindt het te ver.":                             true,
		"Iedereen zei dat het te lang duurt.":                    true,
		"Niemand weet waar je moet zijn.":                        false,
		"None of them knew.":                                     true,
		"Three of the five said so.":                             true,
		"Ouders willen één aanspreekpunt voor alle vragen.":      false,
		"Er zijn twee wegen naar hulp, en beide zijn lang.":      false,
		"Het misschien lastigste is het wachten.":                false,
		"Op alle scholen weten leraren het.":                     false,
		"Het kostte ons twee maanden. Ouders willen dat korter.": false,
	} {
		if got := Numbers(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

func TestNamesDiagnosis(t *testing.T) {
	for text, want := range map[string]bool{
		"School en hulp weten weinig van autisme, hersenletsel of hoogbegaafdheid.": false,
		"School weet weinig van autisme.":                                           true,
		"Over autisme en autistische kinderen weten zij te weinig.":                 true,
		"Leraren weten niet altijd wat een kind heeft.":                             false,
		"Bij NAH of ADHD houdt het op.":                                             true,
		"Een kind met Down past hier niet.":                                         true,
		"Mijn dove kind krijgt geen tolk.":                                          true,
		"Met diabetes mag hij niet mee op kamp.":                                    true,
		"Met een taalontwikkelingsstoornis wacht je lang.":                          true,
		"Leraren laten zich niet verblinden.":                                       false,
	} {
		if got := NamesDiagnosis(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

func TestAuditCountsAWithheldRow(t *testing.T) {
	rows := []Row{
		{Code: "g", N: number(9)},
		{Code: "a", Group: "g", N: number(5)},
		{Code: "b", Group: "g"},
	}
	if got := Audit(rows, 20); len(got) != 0 {
		t.Errorf("a row left out can be anything from 4 to 9, got %v", got)
	}
}
