// What the compiler needs for records and nullable annotations, and .NET Standard 2.0 lacks.
#pragma warning disable IDE0130 // The namespaces are the framework's.

namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        public bool ReturnValue => returnValue;
    }
}
