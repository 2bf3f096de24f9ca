using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Vql.SearchNode.Analysis;

/// <summary>A token with its position and its character offsets in the text.</summary>
internal readonly record struct Token(string Text, int Position, int Start, int End);

internal static class Tokens
{
    /// <summary>Returns the tokens that an analyzer produces for a text.</summary>
    public static List<Token> Of(Analyzer analyzer, string text)
    {
        var tokens = new List<Token>();
        using var stream = analyzer.GetTokenStream("", text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        var increment = stream.AddAttribute<IPositionIncrementAttribute>();
        var offset = stream.AddAttribute<IOffsetAttribute>();
        stream.Reset();
        var position = -1;
        while (stream.IncrementToken())
        {
            position += increment.PositionIncrement;
            tokens.Add(new Token(term.ToString(), position, offset.StartOffset, offset.EndOffset));
        }

        stream.End();
        return tokens;
    }
}
