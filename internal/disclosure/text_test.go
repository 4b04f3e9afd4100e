package disclosure

import (
	"slices"
	"testing"
)

// tells are texts that say a number, or how many people said something. The
// last of them say so roughly, or of something else than people: they may
// stand where numbers are published.
var tells, roughlyTells = []string{
	"Drie ouders zeiden dit.",
	"Dit zeiden alle ouders.",
	"Alle gezinnen wachten.",
	"Vier van de ouders willen dit.",
	"Eén ouder ziet dit anders.",
	"Dat vond één moeder ook.",
	"De helft van de ouders kent de weg.",
	"Het gaat om veertig procent.",
	"Vier van de vijf vonden dit.",
	"Twee van hen wachten nog.",
	"Drie zeiden dit.",
	"Tien ouders kwamen.",
	"Veertien jongeren doen mee.",
	"Drieëndertig ouders deden mee.",
	"Driekwart van de ouders wil dit.",
	"Twee derde van hen wil dit.",
	"Alle vijf zeiden het.",
	"Alle jonge ouders willen dit.",
	"Eén van hen ziet het anders.",
	"Geen van de ouders kende de weg.",
	"De helft vindt het te ver.",
	"Iedereen zei dat het te lang duurt.",
	"Zo denken alle gesprekspartners.",
	"Eén op de vijf kent de weg niet.",
	"Een op de vijf ouders kent de weg niet.",
	"Dit werd twee keer genoemd.",
	"Drie keer genoemd: te lang wachten.",
	"Een tweetal ouders zag dit anders.",
	"De enige vader die meedeed, werkt ’s nachts.",
	"Als enige moeder wilde zij geen hulp.",
	"De enige die dit noemde, woont hier kort.",
	"Op één na iedereen wilde dit.",
	"Dat zei er één.",
	"Dat noemden er drie.",
	"Dat zeiden drie.",
	"Dat zei maar één.",
	"Genoemd door drie.",
	"Door vier genoemd.",
	"Twee alleenstaande jonge moeders wachten.",
	"Drie stellen wachten nog.",
	"Vier personen deden mee.",
	"Twee volwassenen zagen het anders.",
	"Eén persoon zei dat het wel lukte.",
	"Twee van de gesprekspartners wachten nog.",
	"Vier hadden het hierover.",
	"Iedereen was het eens.",
	"Iedereen was het hier snel over eens.",
	"Ouders zeggen dit allemaal.",
	"Ouders vinden dit allemaal.",
	"Van de ouders kwamen er twee.",
	"Ouders (vier) missen een plek.",
	"Jongeren: drie.",
	"Een derde van de jongeren mist dit.",
	"Een kwart van de gesprekken gaat hierover.",
	"Slechts een ouder kende de weg.",
	"Drie tot vier ouders zeiden dit.",
	"Ook drie andere jonge ouders kwamen.",
	"Iedere moeder zei hetzelfde.",
	"Meer dan de helft van de gezinnen wacht.",
	"Niemand noemde school.",
	"Three of the five said so.",
	"None of them knew.",
	"Two single mothers wait.",
	"One in five parents knows: one of the five parents.",
	"Half of the parents want this.",
	"The only father who came works nights.",
	"Everybody said so.",
	"3 ouders zeiden dit.",
	"Drie van de 33 ouders zeiden dit, dat is 9%.",
	"3-4 ouders noemden dit.",
	"½ van de ouders wil dit.",
	"Honderdtwintig ouders vinden dit.",
	"Tweeendertig ouders vinden dit.",
	"Een dozijn ouders wacht.",
	"Tientallen ouders wachten.",
	"Vier Turks sprekende ouders wachten.",
	"Vier oma's wachten.",
	"Vier opa’s noemden dit.",
	"Drie pleegouders wachten.",
	"Drie mantelzorgers wachten.",
	"Drie voogden wachten.",
	"Vier ouderparen wachten.",
	"Twee broers wachten.",
	"Vier leerlingen wachten.",
	"Vier vluchtelingen wachten.",
	"Vier daarvan wachten.",
}, []string{
	"Both parents said this.",
	"De meerderheid van de ouders wil dit.",
	"Een handvol ouders wil dit.",
	"Een paar ouders willen dit.",
	"Een paar van de ouders willen dit.",
	"De meeste ouders wachten.",
	"Enkele vaders wachten.",
	"Een enkeling ziet het anders.",
	"Het merendeel van de gesprekken ging hierover.",
	"Een moeder met drie kinderen wacht.",
	"Het duurde 3 maanden.",
	"Bel 112.",
	"Zes op de tien plekken zijn vol.",
	"Alle vijf de scholen doen mee.",
	"Iedereen wil gezien worden.",
}

// quiet are texts that say no number, nor how many people said something.
var quiet = []string{
	"Een vaste persoon op school geeft rust.",
	"Er is één vaste persoon als contact.",
	"Ouders zoeken mensen die het zelf kennen.",
	"Een ouder houdt een schrift bij.",
	"Een jonge moeder wacht op een plek.",
	"Juist ouders die de weg minder goed kennen, bellen.",
	"Elk kind heeft één plan en één naam.",
	"Alle plekken zijn vol.",
	"Alle kinderen horen erbij.",
	"Niemand weet waar je moet zijn.",
	"Wat niemand je vertelt, kun je niet weten.",
	"Niet iedereen ervaart dit zo.",
	"Niet alle ouders willen dit.",
	"Niet iedere jongere mist een gebouw.",
	"Ouders willen één aanspreekpunt voor alle vragen.",
	"Ouders willen één verslag waar zij zelf de pen van hebben.",
	"Jongeren willen één mens die blijft.",
	"Er zijn twee wegen naar hulp, en beide zijn lang.",
	"Het misschien lastigste is het wachten.",
	"Op alle scholen weten leraren het.",
	"Het kostte ons twee maanden. Ouders willen dat korter.",
	"Een jongere vertelde één keer iets en toen wisten drie docenten het.",
	"Dit gezin heeft twee plannen, en die spreken elkaar tegen.",
	"De ene hulpverlener wist niet wat de andere had gedaan.",
	"Het hangt aan die ene leraar die het aandurft.",
	"De plek valt net tussen twee soorten scholen in.",
	"Een werkplaats of boerderij voor een paar uur.",
	"Ouders die verder zijn, kunnen veel betekenen voor ouders die net beginnen.",
	"Ouders die weinig Nederlands spreken.",
	"Er kan veel op de gewone school, als regels voor iedereen niet altijd voor gaan.",
	"Of er één plan is voor het kind en het gezin, waar iedereen mee werkt.",
	"Waar de therapeut gewoon in de klas komt, hoeft niemand iets over te doen.",
	"Na zes uur lopen en fietsen mensen om.",
	"Kinderen wachten samen op de enige bus die nog rijdt.",
	"Ouders moeten het allemaal zelf uitzoeken.",
	"Twee loketten mochten niet in elkaars computer kijken.",
	"De bus rijdt een grote omweg.",
	"Dat willen en kunnen twee dingen zijn, zag niemand.",
	"Wij dachten dat ouders het druk vonden op school.",
	"Open de gymzaal als het vriest. Er is alleen een sleutel nodig.",
	"Een stel vragen bleef liggen.",
	"Parents want one plan for their child.",
	"Drie keer per week gaat de deur open.",
	"Ouders brengen het nieuws van de een naar de ander.",
	"Sommige ouders gaan liever naar de huisarts.",
	"Vaders zijn welkom op alle avonden.",
	"Er rusten te veel taken op twee schouders.",
	"Alle leerlingen horen erbij.",
	"Geen leerling hoort thuis te zitten.",
	"Er zijn regelingen, maar geen daarvan past.",
	"Ouders vullen tientallen formulieren in.",
	"Er zijn honderdtwintig regels.",
	"Twee programma’s voor werkende ouders.",
}

func TestNumbers(t *testing.T) {
	for _, text := range slices.Concat(tells, roughlyTells) {
		if !Numbers(text) {
			t.Errorf("%q passes where few were spoken with", text)
		}
	}
	for _, text := range quiet {
		if Numbers(text) {
			t.Errorf("%q is stopped: %+v", text, claimsIn(text))
		}
	}
}

func TestCounts(t *testing.T) {
	for _, text := range tells {
		if len(Counts(text, nil)) == 0 {
			t.Errorf("%q passes where numbers are published", text)
		}
	}
	for _, text := range slices.Concat(quiet, roughlyTells) {
		if found := Counts(text, nil); len(found) > 0 {
			t.Errorf("%q is stopped by %q", text, found)
		}
	}
}

// A text may repeat what is shown, and say no other number beside it.
func TestCountsLetsShownNumbersPass(t *testing.T) {
	for _, c := range []struct {
		text  string
		shown []int
		want  []string
	}{
		{"15 ouders noemden school.", []int{15, 33}, nil},
		{"Vijftien ouders noemden school.", []int{15, 33}, nil},
		{"15 van de 33 ouders noemden school.", []int{15, 33}, nil},
		{"9 van de 12 ouders noemden school.", []int{15, 33}, []string{"9 van de 12 ouders", "9 van de 12", "12 ouders"}},
		{"15 van de 33 ouders, dat is 45 procent.", []int{15, 33}, []string{"procent"}},
		{"15 ouders en drie jongeren noemden school.", []int{15, 33}, []string{"drie jongeren"}},
		{"Een op de 15 ouders noemde school.", []int{1, 15}, []string{"een op de 15"}},
		{"Alle 33 ouders noemden school.", []int{33}, []string{"alle 33 ouders", "alle 33"}},
	} {
		if got := Counts(c.text, c.shown); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNumberWords(t *testing.T) {
	for word, want := range map[string]int{
		"twee": 2, "eén": 1, "één": 1, "twaalf": 12, "negentien": 19, "twintig": 20, "tweeëntwintig": 22, "achtenvijftig": 58,
		"drietal": 3, "33": 33, "thirty-three": 33, "nine": 9, "tweeendertig": 32, "twee-en-dertig": 32, "twintigtal": 20,
		"dozijn": 12, "honderdeen": 101, "honderdtwintig": 120, "tweehonderd": 200, "honderdentwee": 102,
		"negenhonderdnegenennegentig": 999,
	} {
		if got, found := numberOf(word); !found || got != want {
			t.Errorf("%q is %d, %t; want %d", word, got, found, want)
		}
	}
	for _, word := range []string{"een", "eens", "tal", "ouder", "honderdste", ""} {
		if got, found := numberOf(word); found {
			t.Errorf("%q is no number, got %d", word, got)
		}
	}
}

func FuzzClaims(f *testing.F) {
	for _, text := range slices.Concat(tells, roughlyTells, quiet) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range Counts(text, nil) {
			if !Numbers(text) {
				t.Errorf("%q says %q where numbers are published, and nothing where few were spoken with", text, found)
			}
		}
	})
}

func TestNamesDiagnosis(t *testing.T) {
	for text, want := range map[string]bool{
		"School en hulp weten weinig van autisme, hersenletsel of hoogbegaafdheid.": false,
		"Leraren weten niet altijd wat een kind heeft.":                             false,
		"Leraren laten zich niet verblinden.":                                       false,
		"Van het kastje naar de muur: dat kost ouders veel, ook als het later past": false,
		"De klas is vol en de les gaat snel.":                                       false,
		"School weet weinig van autisme.":                                           true,
		"Over autisme en autistische kinderen weten zij te weinig.":                 true,
		"Bij NAH of ADHD houdt het op.":                                             true,
		"Een kind met Down past hier niet.":                                         true,
		"Mijn dove kind krijgt geen tolk.":                                          true,
		"Met diabetes mag hij niet mee op kamp.":                                    true,
		"Met een taalontwikkelingsstoornis wacht je lang.":                          true,
		"Een kind met ASS wacht lang.":                                              true,
		"Voor kinderen met een LVB is er niets.":                                    true,
		"Met OCD kom je nergens terecht.":                                           true,
		"Een kind met trisomie 21 past hier niet.":                                  true,
		"Hechtingsproblematiek kent school niet.":                                   true,
		"Na een trauma duurt het lang.":                                             true,
		"Een spierziekte vraagt andere deuren.":                                     true,
		"Tijdens kanker was er geen les.":                                           true,
		"Met astma mag hij niet gymmen.":                                            true,
		"Een lichamelijke beperking vraagt een lift.":                               true,
		"Een kind in een rolstoel komt de school niet in.":                          true,
		"Een hyperactief kind wordt weggestuurd.":                                   true,
	} {
		if got := NamesDiagnosis(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}
