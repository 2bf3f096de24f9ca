using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Vql.SearchNode.Analysis;

/// <summary>
/// Emits the n-grams of each token, by start offset and then by length, all at the position of the token.
/// The output equals that of Lucene's filter, but the token is not copied for every gram: producing grams is
/// most of the cost of indexing. Lengths are in code points, so a surrogate pair is never split.
/// </summary>
internal sealed class NgramFilter : TokenFilter
{
    private readonly int _min;
    private readonly int _max;
    private readonly ICharTermAttribute _term;
    private readonly IPositionIncrementAttribute _increment;
    private char[] _token = new char[64];
    private int[] _bounds = new int[65];
    private int _length;
    private int _begin;
    private int _size;
    private int _skipped;
    private bool _isFirst;

    public NgramFilter(TokenStream input, int min, int max)
        : base(input)
    {
        _min = min;
        _max = max;
        _term = AddAttribute<ICharTermAttribute>();
        _increment = AddAttribute<IPositionIncrementAttribute>();
    }

    public override bool IncrementToken()
    {
        while (_begin + _size > _length)
        {
            if (_begin + _min < _length)
            {
                _begin++;
                _size = _min;
            }
            else if (!ReadToken())
            {
                return false;
            }
        }

        var from = _bounds[_begin];
        _term.CopyBuffer(_token, from, _bounds[_begin + _size] - from);
        _increment.PositionIncrement = _isFirst ? _skipped : 0;
        _skipped = _isFirst ? 0 : _skipped;
        _isFirst = false;
        if (_size == _max || _begin + _size == _length)
        {
            _begin++;
            _size = _min;
        }
        else
        {
            _size++;
        }

        return true;
    }

    public override void Reset()
    {
        base.Reset();
        (_length, _begin, _size, _skipped) = (0, 0, _min, 0);
    }

    // A token that is too short for any gram adds its position increment to that of the next token.
    private bool ReadToken()
    {
        if (!m_input.IncrementToken())
        {
            return false;
        }

        var characters = _term.Length;
        if (_token.Length < characters)
        {
            _token = new char[characters * 2];
            _bounds = new int[_token.Length + 1];
        }

        _term.Buffer.AsSpan(0, characters).CopyTo(_token);
        _length = 0;
        for (var index = 0; index < characters; index++)
        {
            _bounds[_length++] = index;
            if (char.IsHighSurrogate(_token[index]) && index + 1 < characters && char.IsLowSurrogate(_token[index + 1]))
            {
                index++;
            }
        }

        _bounds[_length] = characters;
        _skipped += _increment.PositionIncrement;
        (_begin, _size, _isFirst) = (0, _min, true);
        return true;
    }
}
