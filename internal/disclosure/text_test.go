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
