using Vql.AppHost.Publishing;

namespace Vql.Tests.AppHost.Publishing;

public sealed class VariableFileTests
{
    private static readonly VariableEntry[] Entries =
    [
        new(new Variable("TAG", true, "The tag."), "latest"),
        new(new Variable("PASSWORD", true, "The password."), ""),
    ];

    [Fact]
    public void File_WithoutAnOlderOne_HasDefaultsAndDescriptions() => Assert.Equal(
        "# Values\n\n# The tag. Required.\nTAG=latest\n\n# The password. Required.\nPASSWORD=\n",
        VariableFile.Merge("Values", Entries, ""));

    [Fact]
    public void File_PublishedAgain_KeepsValuesAndUnknownVariables()
    {
        var merged = VariableFile.Merge("Values", Entries, "# Values\nPASSWORD=a=b\nMINE=1\n");

        Assert.Equal(new() { ["TAG"] = "latest", ["PASSWORD"] = "a=b", ["MINE"] = "1" }, Interpolation.ReadFile(merged));
        Assert.Equal(merged, VariableFile.Merge("Values", Entries, merged));
    }

    [Fact]
    public void Value_ChosenWhenPublishing_ReplacesTheOneInTheFile()
    {
        var entry = new VariableEntry(new Variable("TAG", true, "The tag."), "1.4.0", Replaces: true);

        Assert.Equal("1.4.0", Interpolation.ReadFile(VariableFile.Merge("Values", [entry], "TAG=1.3.0\n"))["TAG"]);
    }
}
