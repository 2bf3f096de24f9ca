using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Vql.SearchNode.Analysis;

/// <summary>
/// Elasticsearch's <c>standard</c> tokenizer. Lucene.NET's own is of another age: it knows neither
/// emoji nor the letters of the last ten years, and drops what it should cut at 255 characters.
/// </summary>
internal sealed class WordTokenizer : Tokenizer
{
    private const int LongestToken = 255;

    private readonly ICharTermAttribute _term;
    private readonly IOffsetAttribute _offset;
    private string _text = "";
    private int _place;

    public WordTokenizer(TextReader input)
        : base(input)
    {
        _term = AddAttribute<ICharTermAttribute>();
        _offset = AddAttribute<IOffsetAttribute>();
    }

    public override bool IncrementToken()
    {
        ClearAttributes();
        while (_place < _text.Length)
        {
            var window = new WordScanner(_text.AsSpan(_place, Math.Min(LongestToken, _text.Length - _place)));
            var length = window.Token(0);
            if (length == 0)
            {
                _place += window.Skip(0);
                continue;
            }

            _term.SetEmpty().Append(_text, _place, length);
            _offset.SetOffset(CorrectOffset(_place), CorrectOffset(_place + length));
            _place += length;
            return true;
        }

        return false;
    }

    public override void Reset()
    {
        base.Reset();
        // Lucene's reader of a string gives null at its end.
        _text = m_input.ReadToEnd() ?? "";
        _place = 0;
    }

    public override void End()
    {
        base.End();
        _offset.SetOffset(CorrectOffset(_text.Length), CorrectOffset(_text.Length));
    }
}
