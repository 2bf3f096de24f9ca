using System.Text;

namespace Vql.Tests.Infrastructure;

/// <summary>A text writer that several threads can write to, and that can be read at the same time.</summary>
internal sealed class CapturedText : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly Lock _lock = new();

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value) => Append(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Append(new string(buffer, index, count));

    public override void Write(string? value) => Append(value);

    public override void WriteLine(string? value) => Append($"{value}{NewLine}");

    public override string ToString()
    {
        lock (_lock)
        {
            return _text.ToString();
        }
    }

    private void Append(string? text)
    {
        lock (_lock)
        {
            _text.Append(text);
        }
    }
}
