using Vql.Core.Text;

namespace Vql.Tests.Core.Text;

public sealed class SymbolRuleTests
{
    [Theory]
    [InlineData("C++ Developer", "Cǂǂ Developer")]
    [InlineData("c++17", "cǂǂ17")]
    [InlineData("C#/.NET", "Cǃ/ǀNET")]
    [InlineData("(F#)", "(Fǃ)")]
    [InlineData("R&D Manager", "RǁD Manager")]
    [InlineData("Head of M&A, P&L", "Head of MǁA, PǁL")]
    [InlineData(".Net developer", "ǀNet developer")]
    public void Apply_SymbolOfAWord_BecomesALetter(string text, string expected) => Assert.Equal(expected, SymbolRules.Apply(text));

    [Theory]
    [InlineData("Sales & Marketing")]
    [InlineData("Sales&Marketing")]
    [InlineData("a+b")]
    [InlineData("5+ years")]
    [InlineData("#1 seller")]
    [InlineData("Sr. Manager")]
    [InlineData("ASP.NET")]
    [InlineData("end. Network")]
    [InlineData("++ # & .")]
    public void Apply_SymbolThatPartsOrStandsAlone_StaysOne(string text) => Assert.Equal(text, SymbolRules.Apply(text));
}
