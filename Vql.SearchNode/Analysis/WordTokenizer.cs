using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Vql.SearchNode.Analysis;

/// <summary>
/// The <c>standard</c> tokenizer of Elasticsearch. The one in Lucene.NET is based on an older Unicode version: it does
/// not recognize emoji or recently added letters, and drops tokens that it should split at 255 characters.
/// </summary>
internal sealed class WordTokenizer : Tokenizer
{
    private const int MaxTokenLength = 255;

    private readonly ICharTermAttribute _term;
    private readonly IOffsetAttribute _offset;
    private string _text = "";
    private int _position;

    public WordTokenizer(TextReader input)
        : base(input)
    {
        _term = AddAttribute<ICharTermAttribute>();
        _offset = AddAttribute<IOffsetAttribute>();
    }

    public override bool IncrementToken()
    {
        ClearAttributes();
        while (_position < _text.Length)
        {
            var window = new WordScanner(_text.AsSpan(_position, Math.Min(MaxTokenLength, _text.Length - _position)));
            var length = window.Token(0);
            if (length == 0)
            {
                _position += window.Skip(0);
                continue;
            }

            _term.SetEmpty().Append(_text, _position, length);
            _offset.SetOffset(CorrectOffset(_position), CorrectOffset(_position + length));
            _position += length;
            return true;
        }

        return false;
    }

    public override void Reset()
    {
        base.Reset();
        // Lucene's string reader returns null at the end of its input.
        _text = m_input.ReadToEnd() ?? "";
        _position = 0;
    }

    public override void End()
    {
        base.End();
        _offset.SetOffset(CorrectOffset(_text.Length), CorrectOffset(_text.Length));
    }
}
