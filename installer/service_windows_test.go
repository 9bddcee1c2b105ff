package installer

import "testing"

func systemdVersionForTest(*testing.T) int { return 0 }

// TestServiceSID compares with the identity that every Windows shows for its own
// installer (Microsoft's documentation of TrustedInstaller).
func TestServiceSID(t *testing.T) {
	t.Parallel()
	const want = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
	if got := serviceSID("TrustedInstaller"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
